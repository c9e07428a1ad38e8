package io.intereststream.deploy.audit.rules;

import java.util.Set;

/**
 * The options that determine the histories.
 *
 * @param window maximum number of entries of a history
 * @param slack number of entries by which a cut shortens a history below the window
 * @param ttlMs time without a change after which a history expires, in ms; 0 for never
 * @param longViewMs play time in ms from which a watch of a longer item is a long view
 * @param positiveActions names of the actions that are positive by themselves
 * @param negativeActions names of the actions that are negative
 * @param toleranceMs how far an event time may be after the record's Kafka timestamp, in ms
 * @param erasureMarkerMs how long events older than an erasure are ignored, in ms
 */
public record RuleSettings(
    int window,
    int slack,
    long ttlMs,
    long longViewMs,
    Set<String> positiveActions,
    Set<String> negativeActions,
    long toleranceMs,
    long erasureMarkerMs) {

  public RuleSettings {
    positiveActions = Set.copyOf(positiveActions);
    negativeActions = Set.copyOf(negativeActions);
  }
}
