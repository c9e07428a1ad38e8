package io.intereststream.deploy.cli.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.bench.latency.Latency;

/**
 * The report of a demo.
 *
 * @param eventsSent events replayed to the watch topic
 * @param malformedRows rows of the data set that are not valid events and were skipped
 * @param eventsRead number of records on the watch topic
 * @param deadLetters records on the dead-letter topic
 * @param updates records on the update topic
 * @param viewers viewers that the audit checked
 * @param window entries that a history may hold
 * @param slack number of entries by which a cut shortens a history below the window
 * @param release version of the release
 * @param seconds from the first event sent until both the last event was sent and the last update
 *     arrived
 * @param eventsPerSecond events sent over those seconds
 * @param latencyMs from an event's Kafka timestamp to its update's arrival at a reader
 * @param audit what the audit found
 * @param training how the release was trained and evaluated; null if the user gave the release
 */
record DemoReport(
    @JsonProperty("events_sent") long eventsSent,
    @JsonProperty("malformed_rows") long malformedRows,
    @JsonProperty("events_read") long eventsRead,
    @JsonProperty("dead_letters") long deadLetters,
    long updates,
    long viewers,
    int window,
    int slack,
    String release,
    double seconds,
    @JsonProperty("events_per_second") double eventsPerSecond,
    @JsonProperty("latency_ms") Latency latencyMs,
    AuditReport audit,
    TrainingReport training) {}
