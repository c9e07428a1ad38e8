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
 * @param slack number of entries by which a cut shortens a history below the window
 * @param ttl time without a change, measured by Kafka timestamps, after which a history expires;
 *     zero for never
 * @param sweptPerSecond maximum number of expired viewers that a subtask deletes per second
 * @param erasureMarker time for which events older than an erasure are ignored
 * @param clockTolerance maximum time by which an event time may be after the Kafka timestamp
 * @param signalPolicy decides the signal of an event
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
    // If the window is wrong, the slack cannot be checked.
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

  /** The signal policy of the options; null if they are wrong. */
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
