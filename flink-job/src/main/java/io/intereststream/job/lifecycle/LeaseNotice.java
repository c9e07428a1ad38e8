package io.intereststream.job.lifecycle;

/**
 * One record of the lease on an update topic.
 *
 * @param holder identity of a job's state, the same in every job that is resumed from it
 * @param instance identity of one run of the job's master
 * @param host the machine that it runs on
 * @param released whether it has ended
 * @param timestamp Kafka timestamp of the record, epoch ms
 */
record LeaseNotice(String holder, String instance, String host, boolean released, long timestamp) {}
