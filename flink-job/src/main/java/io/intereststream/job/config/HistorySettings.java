package io.intereststream.job.config;

import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * The values of {@link HistoryOptions}.
 *
 * @param window maximum number of entries of a history
 * @param slack entries that a cut removes beyond the window
 * @param ttl Kafka time without a change after which a history ends; zero for never
 * @param sweptPerSecond maximum number of viewers that a subtask forgets in a second
 * @param erasureMarker time in which an erasure refuses older events
 * @param clockTolerance largest distance of an event time after the Kafka timestamp that is not
 *     corrected
 * @param signalPolicy what an event says
 */
public record HistorySettings(
    int window,
    int slack,
    Duration ttl,
    int sweptPerSecond,
    Duration erasureMarker,
    Duration clockTolerance,
    SignalPolicy signalPolicy)
    implements Serializable {

  static HistorySettings from(OptionChecks checks) {
    int window = checks.atLeast(1, HistoryOptions.WINDOW);
    int slack = checks.optional(HistoryOptions.SLACK).orElse(window / 4);
    // A window that is wrong itself has no slack to be right about.
    checks.that(
        window < 1 || (slack >= 0 && slack < window),
        HistoryOptions.SLACK,
        "0 to window - 1 = " + (window - 1));
    return new HistorySettings(
        window,
        slack,
        checks.zeroOrMore(HistoryOptions.TTL),
        checks.atLeast(1, HistoryOptions.SWEPT_PER_SECOND),
        checks.zeroOrMore(HistoryOptions.ERASURE_MARKER),
        checks.zeroOrMore(HistoryOptions.CLOCK_TOLERANCE),
        signalPolicy(checks));
  }

  /** The signal policy that the options ask for; null where they are wrong. */
  static SignalPolicy signalPolicy(OptionChecks checks) {
    Duration longView = checks.positive(HistoryOptions.LONG_VIEW);
    List<Action> positive = checks.get(HistoryOptions.POSITIVE_ACTIONS);
    List<Action> negative = checks.get(HistoryOptions.NEGATIVE_ACTIONS);
    boolean disjoint = Collections.disjoint(positive, negative);
    checks.that(
        disjoint,
        HistoryOptions.POSITIVE_ACTIONS,
        "none of " + HistoryOptions.NEGATIVE_ACTIONS.key() + ", " + negative);
    return disjoint && longView.toMillis() > 0
        ? new SignalPolicy(longView.toMillis(), positive, negative)
        : null;
  }
}
