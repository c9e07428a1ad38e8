package io.intereststream.history;

import java.io.Serializable;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Decides what an event's play time and actions say (rule 1 of the history).
 *
 * <p>Positive is a long view (the duration is known, and the item was watched to its end or for
 * {@code longViewMs}, whichever is shorter) or one of the positive actions. {@link Action#HIDE} is
 * negative and wins over all else in its event.
 */
public final class SignalPolicy implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long longViewMs;
  private final EnumSet<Action> positiveActions;

  /**
   * @param longViewMs play time in ms that makes a long view of an item which is longer than that
   * @param positiveActions actions that are positive by themselves; {@link Action#HIDE} is none
   */
  public SignalPolicy(long longViewMs, Collection<Action> positiveActions) {
    if (longViewMs <= 0) {
      throw new IllegalArgumentException("long view: " + longViewMs + " ms (expected: > 0)");
    }
    if (positiveActions.contains(Action.HIDE)) {
      throw new IllegalArgumentException("positive actions: HIDE (expected: any but HIDE)");
    }
    this.longViewMs = longViewMs;
    this.positiveActions = EnumSet.noneOf(Action.class);
    this.positiveActions.addAll(positiveActions);
  }

  /**
   * @param watchMs play time in ms
   * @param durationMs length of the item in ms, or null when unknown
   * @param actions what the viewer did in the event
   */
  public Signal signal(long watchMs, Long durationMs, Collection<Action> actions) {
    boolean positive = durationMs != null && watchMs >= Math.min(durationMs, longViewMs);
    for (Action action : actions) {
      if (action == Action.HIDE) {
        return Signal.NEGATIVE;
      }
      positive |= positiveActions.contains(action);
    }
    return positive ? Signal.POSITIVE : Signal.NEUTRAL;
  }

  /** In words, such as {@code long view 18000 ms, LIKE, FOLLOW}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("long view " + longViewMs + " ms");
    positiveActions.forEach(action -> text.append(", ").append(action));
    return text.toString();
  }

  /** Play time in ms that makes a long view of an item that is longer. */
  public long longViewMs() {
    return longViewMs;
  }

  /** The actions that are positive by themselves. */
  public Set<Action> positiveActions() {
    return EnumSet.copyOf(positiveActions);
  }
}
