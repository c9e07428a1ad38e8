/** Releases in the job: found by alias, announced with an epoch, loaded, activated. */
package io.intereststream.job.release;
