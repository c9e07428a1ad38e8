/** Takes the audit's settings from the job's options; only this package depends on the job. */
package io.intereststream.deploy.audit.job;
