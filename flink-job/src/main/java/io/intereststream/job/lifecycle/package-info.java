/**
 * The start of the job and its life beside others, watched by the JobManager: who writes the update
 * topic, whether the state may be gone on from, when everything that was there at the start has
 * been read, and whether the checkpoints can be restored. {@link
 * io.intereststream.job.lifecycle.LifecycleSource} is the part of the job that does it.
 */
package io.intereststream.job.lifecycle;
