/** The {@code demo} command: broker, job, replay and audit on this machine. */
package io.intereststream.deploy.cli.demo;
