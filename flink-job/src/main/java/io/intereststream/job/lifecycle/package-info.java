/**
 * What the JobManager checks while the job starts and runs: that only this job writes to the update
 * topic, that the state fits the options, when the job has read everything that was there at its
 * start, and whether the checkpoints can be restored. The entry point is {@link
 * io.intereststream.job.lifecycle.LifecycleSource}.
 */
package io.intereststream.job.lifecycle;
