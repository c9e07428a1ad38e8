/** The state of each announced release in the running job, read from the release-events topic. */
package io.intereststream.deploy.audit.status;
