package io.intereststream.data;

import io.intereststream.history.Action;
import java.util.List;
import java.util.Map;

/**
 * One watch of a log.
 *
 * @param eventIdStart the event's id, or its start if {@code line} is appended to it
 * @param line number of the event's first line, which is appended to the id; 0 if the id is already
 *     complete
 * @param userId the viewer's id
 * @param itemId the item's id
 * @param eventTime ms since 1970
 * @param watchMs play time in ms as the log has it; 0 where it has none
 * @param durationMs length of the item in ms; null where it is unknown
 * @param actions what the viewer did besides watching
 * @param surface where the item was shown; empty where the log does not say
 * @param attributes other fields of the log, by name
 * @param label whether the data set itself calls the watch positive; null where it does not say
 */
public record LoggedWatch(
    String eventIdStart,
    long line,
    String userId,
    String itemId,
    long eventTime,
    long watchMs,
    Long durationMs,
    List<Action> actions,
    String surface,
    Map<String, String> attributes,
    Boolean label) {

  /**
   * The event's id, unique within the log. It is built on each call, because few callers need it.
   */
  public String eventId() {
    return line == 0 ? eventIdStart : eventIdStart + line;
  }
}
