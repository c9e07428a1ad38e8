/** The {@code encode} command: histories in a file to interests in a file. */
package io.intereststream.deploy.cli.encode;
