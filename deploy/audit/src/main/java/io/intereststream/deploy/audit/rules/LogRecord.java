package io.intereststream.deploy.audit.rules;

/**
 * A record of one viewer.
 *
 * @param timestamp Kafka timestamp in epoch ms; negative if there is none
 * @param event the watch event; null for an erasure
 */
public record LogRecord(long timestamp, WatchedItem event) {}
