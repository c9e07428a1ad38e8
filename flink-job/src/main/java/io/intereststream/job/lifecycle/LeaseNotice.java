package io.intereststream.job.lifecycle;

/**
 * One record of the lease on an update topic.
 *
 * @param holder identity of a job's state; every job that resumes from it has the same holder
 * @param instance identity of one run of the job's JobManager
 * @param host the machine on which it runs
 * @param released whether the job has ended and released the lease
 * @param timestamp Kafka timestamp of the record, epoch ms
 */
record LeaseNotice(String holder, String instance, String host, boolean released, long timestamp) {}
