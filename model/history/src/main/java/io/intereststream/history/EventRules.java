package io.intereststream.history;

/**
 * Checks an event's ids. The result depends only on the event and on the option for the maximum
 * length.
 */
public final class EventRules {

  /** Longest user, item or event id, in characters, unless an option says otherwise. */
  public static final int DEFAULT_ID_LENGTH = 512;

  /** Highest value of {@code interest-stream.ingest.max-id-length}. */
  public static final int LONGEST_ID = 8192;

  private EventRules() {}

  /**
   * Returns the id if it is neither empty nor too long.
   *
   * @param field name of the id's field, for the message
   * @param longest maximum number of characters
   */
  public static String checkId(String field, String id, int longest) throws InvalidEventException {
    if (id.isEmpty() || id.length() > longest) {
      throw new InvalidEventException(
          EventFault.INVALID_ID,
          field + ": " + id.length() + " characters (expected: 1 to " + longest + ")");
    }
    return id;
  }
}
