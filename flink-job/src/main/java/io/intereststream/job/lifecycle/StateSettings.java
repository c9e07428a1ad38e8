package io.intereststream.job.lifecycle;

import io.intereststream.job.config.StartOptions;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The settings that determine the histories and the partitions of their updates. They are stored
 * with the state, because a state that was computed with other values does not fit.
 */
final class StateSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Values by the name of their option, sorted. */
  private final TreeMap<String, String> values;

  /**
   * A setting that differs.
   *
   * @param before null for none
   * @param after null for none
   */
  record Change(String option, String before, String after) {
    @Override
    public String toString() {
      return "%s: %s (in the state: %s)".formatted(option, after, before);
    }

    private String refusal() {
      return "%s: %s (expected: %s, as in the state)".formatted(option, after, before);
    }
  }

  StateSettings(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  /** The values by name. */
  Map<String, String> values() {
    return Map.copyOf(values);
  }

  /** Returns the differences from the settings of a stored state, sorted by name. */
  List<Change> changesSince(StateSettings before) {
    SortedSet<String> names = new TreeSet<>(values.keySet());
    names.addAll(before.values.keySet());
    List<Change> changes = new ArrayList<>();
    for (String name : names) {
      String then = before.values.get(name);
      String now = values.get(name);
      if (!Objects.equals(then, now)) {
        changes.add(new Change(name, then, now));
      }
    }
    return changes;
  }

  /** Whether the job can continue with changed settings; it cannot read another topic. */
  static boolean canBeAccepted(List<Change> changes) {
    return changes.stream().noneMatch(change -> change.option().equals(JobStart.WATCH_TOPIC));
  }

  /** Explains why a start with changed settings is refused, and what to do. */
  static String refusal(List<Change> changes) {
    boolean otherPartitions =
        changes.stream().anyMatch(change -> change.option().equals(JobStart.PARTITIONS));
    return "the state was computed with other options:\n"
        + changes.stream().map(Change::refusal).collect(Collectors.joining("\n"))
        + "\nDo one of these: (1) set the options back; (2) rebuild the state: `job --fresh`, or"
        + " on a cluster start without a savepoint and set "
        + StartOptions.FRESH_KEY
        + ": true"
        + (canBeAccepted(changes)
            ? "; (3) accept the change: `job --accept`, or on a cluster set "
                + StartOptions.ACCEPT_KEY
                + ": true"
            : "")
        + (otherPartitions
            ? ". If partitions were added to the update topic, rather rebuild onto a new update"
                + " topic: a null value would not reach the update in another partition"
            : "");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StateSettings settings && values.equals(settings.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
