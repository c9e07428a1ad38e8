/** The commands {@code job}, {@code cluster}, {@code broker} and {@code audit}. */
package io.intereststream.deploy.cli.job;
