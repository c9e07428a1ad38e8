package io.intereststream.history;

import java.io.Serializable;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Decides the signal of an event from its play time and actions (rule 1 of the history).
 *
 * <p>An event is positive if it is a long view (the duration is known, and the item was watched to
 * its end or for {@code longViewMs}, whichever is shorter) or has a positive action. It is negative
 * if it has a negative action, regardless of everything else.
 */
public final class SignalPolicy implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The default negative actions. */
  public static final Set<Action> DEFAULT_NEGATIVE = Set.of(Action.HIDE);

  private final long longViewMs;
  private final EnumSet<Action> positiveActions;
  private final EnumSet<Action> negativeActions;

  /**
   * A policy with {@link #DEFAULT_NEGATIVE} as the negative actions.
   *
   * @param longViewMs minimum play time of a long view in ms, for items that are longer than this
   * @param positiveActions actions that are positive by themselves
   */
  public SignalPolicy(long longViewMs, Collection<Action> positiveActions) {
    this(longViewMs, positiveActions, DEFAULT_NEGATIVE);
  }

  /**
   * @param longViewMs minimum play time of a long view in ms, for items that are longer than this
   * @param positiveActions actions that are positive by themselves
   * @param negativeActions actions that are negative; none of the positive ones
   */
  public SignalPolicy(
      long longViewMs, Collection<Action> positiveActions, Collection<Action> negativeActions) {
    if (longViewMs <= 0) {
      throw new IllegalArgumentException("long view: " + longViewMs + " ms (expected: > 0)");
    }
    this.longViewMs = longViewMs;
    this.positiveActions = EnumSet.noneOf(Action.class);
    this.positiveActions.addAll(positiveActions);
    this.negativeActions = EnumSet.noneOf(Action.class);
    this.negativeActions.addAll(negativeActions);
    for (Action action : this.negativeActions) {
      if (this.positiveActions.contains(action)) {
        throw new IllegalArgumentException(
            "positive actions: "
                + action
                + " (expected: none of the negative actions "
                + this.negativeActions
                + ")");
      }
    }
  }

  /**
   * @param watchMs play time in ms
   * @param durationMs length of the item in ms, or null if unknown
   * @param actions what the viewer did in the event
   */
  public Signal signal(long watchMs, Long durationMs, Collection<Action> actions) {
    boolean positive = durationMs != null && watchMs >= Math.min(durationMs, longViewMs);
    for (Action action : actions) {
      if (negativeActions.contains(action)) {
        return Signal.NEGATIVE;
      }
      positive |= positiveActions.contains(action);
    }
    return positive ? Signal.POSITIVE : Signal.NEUTRAL;
  }

  /** As text, such as {@code long view 18000 ms, LIKE, FOLLOW}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("long view " + longViewMs + " ms");
    positiveActions.forEach(action -> text.append(", ").append(action));
    if (!negativeActions.equals(DEFAULT_NEGATIVE)) {
      text.append(", negative ").append(negativeActions);
    }
    return text.toString();
  }

  /** Minimum play time of a long view in ms, for items that are longer than this. */
  public long longViewMs() {
    return longViewMs;
  }

  /** The actions that are negative. */
  public Set<Action> negativeActions() {
    return EnumSet.copyOf(negativeActions);
  }

  /** The actions that are positive by themselves. */
  public Set<Action> positiveActions() {
    return EnumSet.copyOf(positiveActions);
  }
}
