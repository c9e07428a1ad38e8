package io.intereststream.history;

/**
 * The parameters of the rules of histories; the same for all viewers of a job.
 *
 * @param window maximum number of entries of a history, at least 1
 * @param slack entries that a cut removes beyond the window, 0 to {@code window - 1}
 * @param ttlMs time to live in ms: Kafka time without a change after which a history ends; 0 for
 *     never
 * @param markerMs time in ms after an erasure, in Kafka timestamps, in which events older than the
 *     erasure are ignored
 * @param generation when the job's state was created, epoch ms
 */
public record HistoryRules(int window, int slack, long ttlMs, long markerMs, long generation) {}
