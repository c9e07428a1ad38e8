package io.intereststream.deploy.audit.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rules 3 to 7, 9 and 10: how records change the history of a viewer. */
public final class HistoryRules {
  private static final int MOST_NEGATIVES = 32;

  private final RuleSettings settings;
  private final long start;

  /**
   * @param start the job's generation: when its state was created, in epoch ms
   */
  public HistoryRules(RuleSettings settings, long start) {
    this.settings = settings;
    this.start = start;
  }

  /** Returns the history of a new viewer. */
  public ViewerHistory beginning() {
    return ViewerHistory.blank(start, null);
  }

  /**
   * Applies an event.
   *
   * @param timestamp Kafka timestamp of its record in epoch ms
   */
  public Step apply(ViewerHistory before, JudgedEvent event, long timestamp) {
    if (event.kind() == JudgedEvent.Kind.INVALID) {
      return new Step(Outcome.DEAD_LETTER, before, false);
    }
    if (event.kind() == JudgedEvent.Kind.NEUTRAL) {
      return new Step(Outcome.NEUTRAL, before, false);
    }
    if (isBeforeErasure(before, event.pair(), timestamp)) {
      return new Step(Outcome.BEFORE_ERASURE, before, false);
    }
    ViewerHistory history = isExpired(before, timestamp) ? afterExpiry(before) : before;
    Step step =
        event.kind() == JudgedEvent.Kind.POSITIVE
            ? add(history, event.pair(), timestamp)
            : remove(history, event.pair(), timestamp);
    return new Step(step.outcome(), step.history(), history.isBlank() && !step.history().isBlank());
  }

  /**
   * Applies an erasure.
   *
   * @param timestamp Kafka timestamp of the erasure's record in epoch ms
   */
  public ViewerHistory erase(ViewerHistory before, long timestamp) {
    Long erasedAt = before.erasedAt();
    return ViewerHistory.blank(
        generationAfter(before, timestamp),
        erasedAt == null || erasedAt < timestamp ? (Long) timestamp : erasedAt);
  }

  /** Whether the history has expired for an event with this Kafka timestamp. */
  public boolean isExpired(ViewerHistory history, long timestamp) {
    return settings.ttlMs() > 0
        && history.newest() != null
        && timestamp - history.newest() > settings.ttlMs();
  }

  /** Whether an erasure has no effect on an event with this Kafka timestamp any more. */
  public boolean isMarkerOld(long erasedAt, long timestamp) {
    return timestamp - erasedAt > settings.erasureMarkerMs();
  }

  private boolean isBeforeErasure(ViewerHistory history, Pair pair, long timestamp) {
    Long erasedAt = history.erasedAt();
    return erasedAt != null
        && !isMarkerOld(erasedAt, timestamp)
        && (pair.time() <= erasedAt || timestamp <= erasedAt);
  }

  private ViewerHistory afterExpiry(ViewerHistory ended) {
    return ViewerHistory.blank(generationAfter(ended, ended.newest()), ended.erasedAt());
  }

  /** The generation of the history after one that ended at a Kafka timestamp. */
  private long generationAfter(ViewerHistory ended, long timestamp) {
    return Math.max(Math.max(start, timestamp + 1), ended.generation() + 1);
  }

  private Step add(ViewerHistory before, Pair pair, long timestamp) {
    if (!pair.isAfter(before.cut())) {
      return new Step(Outcome.TOO_LATE, before, false);
    }
    int found = Collections.binarySearch(before.entries(), pair);
    if (found >= 0) {
      return new Step(Outcome.DUPLICATE, before, false);
    }
    if (before.negatives().stream()
        .anyMatch(n -> n.fingerprint() == pair.fingerprint() && n.time() >= pair.time())) {
      return new Step(Outcome.NEGATIVE_BEFORE, before, false);
    }
    List<Pair> entries = new ArrayList<>(before.entries().size() + 1);
    entries.addAll(before.entries());
    entries.add(-1 - found, pair);
    if (entries.size() <= settings.window()) {
      return step(
          Outcome.ADDED,
          before,
          Collections.unmodifiableList(entries),
          before.cut(),
          before.negatives(),
          timestamp);
    }
    int from = entries.size() - (settings.window() - settings.slack());
    Pair cut = entries.get(from - 1);
    List<Pair> negatives = before.negatives().stream().filter(n -> n.isAfter(cut)).toList();
    List<Pair> kept = List.copyOf(entries.subList(from, entries.size()));
    return step(Outcome.ADDED_AND_CUT, before, kept, cut, negatives, timestamp);
  }

  private Step remove(ViewerHistory before, Pair negative, long timestamp) {
    List<Pair> kept =
        before.entries().stream()
            .filter(
                entry ->
                    entry.fingerprint() != negative.fingerprint() || entry.time() > negative.time())
            .toList();
    List<Pair> negatives = remember(before, negative);
    if (kept.size() < before.entries().size()) {
      return step(Outcome.REMOVED, before, kept, before.cut(), negatives, timestamp);
    }
    return negatives.equals(before.negatives())
        ? new Step(Outcome.NOTHING, before, false)
        : step(Outcome.REMEMBERED, before, kept, before.cut(), negatives, timestamp);
  }

  private static List<Pair> remember(ViewerHistory before, Pair negative) {
    if (!negative.isAfter(before.cut())) {
      return before.negatives();
    }
    List<Pair> negatives = new ArrayList<>();
    Pair newer = negative;
    for (Pair remembered : before.negatives()) {
      if (remembered.fingerprint() != negative.fingerprint()) {
        negatives.add(remembered);
      } else if (remembered.isAfter(newer)) {
        newer = remembered;
      }
    }
    negatives.add(newer);
    Collections.sort(negatives);
    return List.copyOf(
        negatives.subList(Math.max(0, negatives.size() - MOST_NEGATIVES), negatives.size()));
  }

  private static Step step(
      Outcome outcome,
      ViewerHistory before,
      List<Pair> entries,
      Pair cut,
      List<Pair> negatives,
      long timestamp) {
    long newest = before.newest() == null ? timestamp : Math.max(before.newest(), timestamp);
    long sequence = before.sequence() + (outcome.changesEntries() ? 1 : 0);
    return new Step(
        outcome,
        new ViewerHistory(
            before.generation(), sequence, entries, cut, negatives, newest, before.erasedAt()),
        false);
  }
}
