package io.intereststream.history;

/**
 * The parameters of the rules of histories; the same for all viewers of a job.
 *
 * @param window maximum number of entries of a history, at least 1
 * @param slack number of entries by which a cut shortens the history below {@code window}, 0 to
 *     {@code window - 1}
 * @param ttlMs time to live in ms: a history expires if an event's Kafka timestamp is later, by
 *     more than this, than the newest one of an event that changed it; 0: never
 * @param markerMs time in ms after an erasure, in Kafka timestamps, in which events older than the
 *     erasure are ignored
 * @param generation when the job's state was created, epoch ms
 */
public record HistoryRules(int window, int slack, long ttlMs, long markerMs, long generation) {}
