/** The core of the job: viewers' histories and interests, kept up to date with every event. */
package io.intereststream.job.update;
