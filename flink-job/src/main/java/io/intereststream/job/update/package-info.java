/** The core of the job: updates viewers' histories and interests with every event. */
package io.intereststream.job.update;
