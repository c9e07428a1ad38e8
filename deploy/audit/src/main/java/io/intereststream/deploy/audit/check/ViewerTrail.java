package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.baseline.KnownViewer;
import io.intereststream.deploy.audit.record.Position;
import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.rules.HistoryRules;
import io.intereststream.deploy.audit.rules.Outcome;
import io.intereststream.deploy.audit.spill.SpilledErasure;
import io.intereststream.deploy.audit.spill.SpilledEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything that the topics and the baseline say about one viewer, in the order updates, baseline,
 * erasures, events. Erasures on the watch topic may come among the events.
 */
final class ViewerTrail {
  private final AuditBounds bounds;
  private final HistoryRules rules;
  private final HeldUpdate held;
  private final Consumer<Outcome> outcomes;
  private final List<SpilledErasure> erasures = new ArrayList<>();
  private final List<Update> others = new ArrayList<>();
  private Update update;
  private String fault;
  private KnownViewer known;
  private HistoryWalk walk;

  ViewerTrail(AuditBounds bounds, HistoryRules rules, HeldUpdate held, Consumer<Outcome> outcomes) {
    this.outcomes = outcomes;
    this.bounds = bounds;
    this.rules = rules;
    this.held = held;
  }

  HeldUpdate held() {
    return held;
  }

  void known(KnownViewer viewer) {
    known = viewer;
  }

  void add(SpilledErasure erasure) {
    boolean onWatchTopic = erasure.partition() != SpilledErasure.ELSEWHERE;
    if (onWatchTopic
        && known != null
        && bounds.isBeforeBaseline(erasure.partition(), erasure.offset())) {
      return;
    }
    erasures.add(erasure);
    // An erasure on the watch topic is applied among the events.
    if (walk != null && !erasure.beyond()) {
      walk.add(erasure);
    }
  }

  void add(SpilledEvent event) {
    begin();
    if (known != null && bounds.isBeforeBaseline(event.partition(), event.offset())) {
      return;
    }
    walk.add(event);
  }

  /** Notes that there are no more events. */
  void finish() {
    begin();
    walk.finish();
  }

  private void begin() {
    if (walk != null) {
      return;
    }
    decode();
    if (known != null && !continuesBaseline()) {
      known = null;
    }
    Set<HistoryPoint> points = new HashSet<>();
    others.forEach(other -> points.add(point(other)));
    if (update != null) {
      points.add(point(update));
    }
    List<Long> times =
        erasures.stream()
            .filter(erasure -> !erasure.beyond())
            .map(SpilledErasure::timestamp)
            .sorted()
            .toList();
    walk =
        new HistoryWalk(
            rules,
            bounds.watchTopic(),
            known,
            times,
            update == null ? null : update.began(),
            points,
            outcomes);
  }

  private void decode() {
    fault = held.fault();
    try {
      update = held.isThere() ? held.update() : null;
      for (HeldUpdate.Published other : held.others()) {
        others.add(held.decode(other));
      }
    } catch (UnusableRecordException e) {
      fault = "an update that cannot be read: " + e.getMessage();
    }
  }

  /**
   * Whether the held history is that of the baseline or a later one of the same state, so that the
   * audit can continue from the baseline.
   */
  private boolean continuesBaseline() {
    Position began = update == null ? null : update.began();
    Position last = known.began();
    if (last != null && bounds.hasGapAfterBaseline(last.partition())) {
      return false;
    }
    if (update == null) {
      return true;
    }
    boolean same =
        update.order().generation() == known.history().generation()
            && began != null
            && began.equals(last);
    return same
        || began != null && !bounds.isBeforeBaseline(began.partition(), began.offset())
        // The generation is lower than that of the baseline: the walk detects this.
        || update.order().generation() < known.history().generation();
  }

  static HistoryPoint point(Update update) {
    return new HistoryPoint(update.began(), update.order().sequence());
  }

  AuditBounds bounds() {
    return bounds;
  }

  /** The update that a reader holds; null if none. */
  Update update() {
    return update;
  }

  /** All other updates, if {@code every} was set. */
  List<Update> others() {
    return others;
  }

  /** What is wrong with the updates, without looking at events; null if nothing is wrong. */
  String fault() {
    return fault;
  }

  /** The baseline's state with which the walk started; null if none. */
  KnownViewer known() {
    return known;
  }

  /** The finished walk through the events. */
  HistoryWalk walk() {
    return walk;
  }

  /** Whether there is an erasure, before or after the noted ends. */
  boolean isErased() {
    return !erasures.isEmpty() || walk.atEnd().erasedAt() != null;
  }

  /** Whether there is an erasure after the noted ends. */
  boolean isErasedMeanwhile() {
    return erasures.stream().anyMatch(SpilledErasure::beyond);
  }

  /** Whether the job may have deleted the marker of an erasure. */
  boolean isMarkerOld(long erasedAt) {
    return rules.isMarkerOld(erasedAt, bounds.newest());
  }

  /** The newest erasure before the noted ends, in epoch ms; null if there is none. */
  Long lastErasure() {
    return walk.atEnd().erasedAt();
  }
}
