package io.intereststream.data;

import io.intereststream.history.PlayTime;
import io.intereststream.history.Signal;
import io.intereststream.history.SignalPolicy;

/**
 * What decides whether a watch is positive: the job's signal policy, or the data set's own label.
 */
public final class WatchSignal {
  private final SignalPolicy policy;

  private WatchSignal(SignalPolicy policy) {
    this.policy = policy;
  }

  /**
   * The job's policy, applied to play time and duration after the job's corrections, {@link
   * PlayTime}.
   */
  public static WatchSignal policy(SignalPolicy policy) {
    return new WatchSignal(policy);
  }

  /** The data set's own label; a watch without a label is positive. */
  public static WatchSignal column() {
    return new WatchSignal(null);
  }

  /** Whether it is the job's policy. */
  public boolean isPolicy() {
    return policy != null;
  }

  /** Returns the signal of a watch. */
  public Signal of(LoggedWatch watch) {
    if (policy == null) {
      return Boolean.FALSE.equals(watch.label()) ? Signal.NEUTRAL : Signal.POSITIVE;
    }
    PlayTime play = PlayTime.of(watch.watchMs(), watch.durationMs());
    return policy.signal(play.watchMs(), play.durationMs(), watch.actions());
  }

  /** In words. */
  @Override
  public String toString() {
    return policy == null ? "the data set's own label" : "the signal policy: " + policy;
  }
}
