package io.intereststream.history;

/** Checks an event's ids. The result depends only on the event. */
public final class EventRules {

  /** Longest user, item or event id, in characters. */
  public static final int MAX_ID_LENGTH = 512;

  private EventRules() {}

  /**
   * Returns the id if it has 1 to {@value #MAX_ID_LENGTH} characters.
   *
   * @param field name of the id's field, for the message
   */
  public static String checkId(String field, String id) throws InvalidEventException {
    if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
      throw new InvalidEventException(
          EventFault.INVALID_ID,
          field + ": " + id.length() + " characters (expected: 1 to " + MAX_ID_LENGTH + ")");
    }
    return id;
  }
}
