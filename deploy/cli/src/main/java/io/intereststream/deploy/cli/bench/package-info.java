/** The {@code bench} commands. */
package io.intereststream.deploy.cli.bench;
