package io.intereststream.deploy.audit.rules;

import java.util.List;

/**
 * A viewer's history after some records. Immutable.
 *
 * @param generation generation of this history, in epoch ms
 * @param sequence number of records that added or removed an entry
 * @param entries oldest first
 * @param cut the newest entry that was ever cut; null if none was
 * @param negatives remembered negative events, oldest first, one for each item
 * @param newest newest Kafka timestamp of the records that changed this history or what it
 *     remembers, in epoch ms; null before the first
 * @param erasedAt newest Kafka timestamp of the viewer's erasures, in epoch ms; null if there was
 *     none
 */
public record ViewerHistory(
    long generation,
    long sequence,
    List<Pair> entries,
    Pair cut,
    List<Pair> negatives,
    Long newest,
    Long erasedAt) {

  /** Returns a history without any event. */
  public static ViewerHistory blank(long generation, Long erasedAt) {
    return new ViewerHistory(generation, 0, List.of(), null, List.of(), null, erasedAt);
  }

  /** Whether no event has changed the history yet. */
  public boolean isBlank() {
    return newest == null;
  }
}
