/** The {@code replay} command: the events of a data set to the watch topic. */
package io.intereststream.deploy.cli.replay;
