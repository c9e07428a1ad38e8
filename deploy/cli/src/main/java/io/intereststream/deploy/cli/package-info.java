/**
 * The {@code interest-stream} command: the list of commands, and what an error looks like. Each
 * group of commands has a package of its own.
 */
package io.intereststream.deploy.cli;
