package io.intereststream.deploy.audit.rules;

/**
 * An event after rules 1 and 2.
 *
 * @param kind signal of the event
 * @param pair its time, corrected if necessary, and its item; null if it is invalid
 * @param fault what is wrong with it; null if it is valid
 */
public record JudgedEvent(Kind kind, Pair pair, String fault) {
  /** The signal of an event. */
  public enum Kind {
    POSITIVE,
    NEGATIVE,
    NEUTRAL,
    INVALID
  }

  static JudgedEvent invalid(String fault) {
    return new JudgedEvent(Kind.INVALID, null, fault);
  }
}
