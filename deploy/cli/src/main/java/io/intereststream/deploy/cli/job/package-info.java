/** The commands {@code job}, {@code broker} and {@code audit}. */
package io.intereststream.deploy.cli.job;
