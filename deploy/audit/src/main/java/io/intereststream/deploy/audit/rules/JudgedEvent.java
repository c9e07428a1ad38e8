package io.intereststream.deploy.audit.rules;

/**
 * An event after rules 1 and 2.
 *
 * @param kind what it says of its item
 * @param pair its time, corrected where necessary, and its item; null if it is invalid
 * @param fault what is wrong with it; null if it is valid
 */
public record JudgedEvent(Kind kind, Pair pair, String fault) {
  /** What an event says of its item. */
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
