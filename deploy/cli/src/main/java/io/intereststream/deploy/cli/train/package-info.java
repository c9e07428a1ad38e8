/** The commands {@code train}, {@code evaluate} and {@code compare}. */
package io.intereststream.deploy.cli.train;
