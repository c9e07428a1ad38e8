/** What the audit has to know of the job, taken from the job's options: the only place here. */
package io.intereststream.deploy.audit.job;
