package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.baseline.KnownViewer;
import io.intereststream.deploy.audit.record.Position;
import io.intereststream.deploy.audit.rules.HistoryRules;
import io.intereststream.deploy.audit.rules.Outcome;
import io.intereststream.deploy.audit.rules.Step;
import io.intereststream.deploy.audit.rules.ViewerHistory;
import io.intereststream.deploy.audit.spill.SpilledErasure;
import io.intereststream.deploy.audit.spill.SpilledEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Applies the events of a viewer in order, and stores the states of the history that the updates
 * name. Erasures are on a separate topic, so they are inserted among the events by Kafka timestamp.
 */
final class HistoryWalk {
  private final HistoryRules rules;
  private final Consumer<Outcome> outcomes;
  private final String topic;
  private final List<Long> erasures;
  private final Position heldBegan;
  private final Map<HistoryPoint, ViewerHistory> wanted = new HashMap<>();
  private final Set<Integer> partitions = new HashSet<>();

  private ViewerHistory history;
  private Position began;
  private int erased;
  private ViewerHistory historyAtEnd;
  private Position beganAtEnd;
  private int erasedAtEnd;

  private boolean freeOfOrder = true;
  private boolean sawHeldBegan;
  private boolean heldBeganBeyond;
  private boolean heldErased;
  private boolean heldBeganAfterMarker;
  private Position instead;
  private long heldSequence;
  private long oldest = Long.MAX_VALUE;
  private long newest = Long.MIN_VALUE;

  /**
   * @param topic the watch topic
   * @param known what a baseline knows about the viewer; null if nothing
   * @param erasures Kafka timestamps of the viewer's erasures, ascending
   * @param heldBegan first event of the history of the update that a reader holds; null if none
   * @param points the states to store
   * @param outcomes receives the outcome of each event
   */
  HistoryWalk(
      HistoryRules rules,
      String topic,
      KnownViewer known,
      List<Long> erasures,
      Position heldBegan,
      Set<HistoryPoint> points,
      Consumer<Outcome> outcomes) {
    this.rules = rules;
    this.outcomes = outcomes;
    this.topic = topic;
    this.heldBegan = heldBegan;
    points.forEach(point -> wanted.put(point, null));
    history = known == null ? rules.beginning() : known.history();
    began = known == null ? null : known.began();
    historyAtEnd = history;
    beganAtEnd = began;
    this.erasures = erasures.stream().filter(erasure -> !isApplied(erasure)).toList();
    if (began != null) {
      note();
      sawHeldBegan = began.equals(heldBegan);
      heldBeganAfterMarker =
          sawHeldBegan && history.erasedAt() != null && history.generation() <= history.erasedAt();
    }
  }

  /**
   * Whether the known history already comes after an erasure. The job deletes the marker of an old
   * erasure, so a history from a savepoint may lack it.
   */
  private boolean isApplied(long erasure) {
    Long done = history.erasedAt();
    Long newest = history.newest();
    return done != null && erasure <= done || newest != null && rules.isMarkerOld(erasure, newest);
  }

  /** Applies the next event; events after the noted ends come after all others. */
  void add(SpilledEvent event) {
    partitions.add(event.partition());
    oldest = Math.min(oldest, event.timestamp());
    newest = Math.max(newest, event.timestamp());
    while (erased < erasures.size() && erasures.get(erased) < event.timestamp()) {
      erase(erasures.get(erased++));
    }
    Position position = event.position(topic);
    if (position.equals(heldBegan)) {
      meetHeldBegan(event);
    }
    Step step = rules.apply(history, event.event(), event.timestamp());
    history = step.history();
    outcomes.accept(step.outcome());
    freeOfOrder &= step.outcome().isFreeOfOrder();
    if (step.begins()) {
      began = position;
    }
    if (step.outcome().changesEntries()) {
      note();
    }
    if (!event.beyond()) {
      historyAtEnd = history;
      beganAtEnd = began;
      erasedAtEnd = erased;
    }
  }

  /** Applies an erasure from the watch topic, before the noted ends. */
  void add(SpilledErasure erasure) {
    erase(erasure.timestamp());
    historyAtEnd = history;
    beganAtEnd = null;
    erasedAtEnd = erased;
  }

  private void erase(long timestamp) {
    if (began != null && began.equals(heldBegan)) {
      heldErased = true;
      heldBeganAfterMarker = false;
    }
    history = rules.erase(history, timestamp);
    began = null;
    freeOfOrder = false;
  }

  private void note() {
    wanted.replace(new HistoryPoint(began, history.sequence()), history);
    if (began.equals(heldBegan)) {
      heldSequence = history.sequence();
    }
  }

  /**
   * Handles the event with which the job started the held history. If this walk already has a
   * history at this point, the update can be correct only if the job read an erasure later than its
   * timestamp suggests.
   */
  private void meetHeldBegan(SpilledEvent event) {
    sawHeldBegan = true;
    heldBeganBeyond = event.beyond();
    Long erasure = history.erasedAt();
    heldBeganAfterMarker = erasure != null && rules.isMarkerOld(erasure, event.timestamp());
    if (!history.isBlank() && !rules.isExpired(history, event.timestamp())) {
      if (erased > 0) {
        history = ViewerHistory.blank(history.generation(), history.erasedAt());
      } else {
        instead = began;
      }
    }
  }

  /** Applies the erasures after the last event. */
  void finish() {
    while (erased < erasures.size()) {
      erase(erasures.get(erased++));
    }
    for (; erasedAtEnd < erasures.size(); erasedAtEnd++) {
      historyAtEnd = rules.erase(historyAtEnd, erasures.get(erasedAtEnd));
      beganAtEnd = null;
    }
  }

  /** The state that an update names; null if the events never produce it. */
  ViewerHistory at(HistoryPoint point) {
    return wanted.get(point);
  }

  /** The history at the noted ends. */
  ViewerHistory atEnd() {
    return historyAtEnd;
  }

  /** The first event of {@link #atEnd()}; null if it has none. */
  Position beganAtEnd() {
    return beganAtEnd;
  }

  /** The history after all events, including those after the noted ends. */
  ViewerHistory history() {
    return history;
  }

  /** The highest sequence of the held history. */
  long heldSequence() {
    return heldSequence;
  }

  /** Whether the first event of the held history is an event of the viewer. */
  boolean sawHeldBegan() {
    return sawHeldBegan;
  }

  /** Whether the first event of the held history comes after the noted ends. */
  boolean heldBeganBeyond() {
    return heldBeganBeyond;
  }

  /**
   * Whether the held history began when the job may have deleted the marker of the viewer's last
   * erasure. The history may then have the generation of the job's state.
   */
  boolean heldBeganAfterMarker() {
    return heldBeganAfterMarker;
  }

  /** Whether an erasure ended the held history. */
  boolean heldErased() {
    return heldErased;
  }

  /**
   * First event of the history that the walk had when it reached the first event of the held
   * history; null if it had none.
   */
  Position instead() {
    return instead;
  }

  /** Whether there was a positive or negative event. */
  boolean hasEvents() {
    return !partitions.isEmpty();
  }

  boolean severalPartitions() {
    return partitions.size() > 1;
  }

  /** Whether the events have the same result in any order. */
  boolean isFreeOfOrder(long ttlMs) {
    return freeOfOrder && (partitions.isEmpty() || ttlMs == 0 || newest - oldest <= ttlMs);
  }
}
