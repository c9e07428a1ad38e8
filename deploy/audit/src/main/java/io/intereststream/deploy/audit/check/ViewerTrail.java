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
 * All that the topics and the baseline say of one viewer, in the order updates, baseline, erasures,
 * events. Erasures that lie on the watch topic may come among the events.
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
    // One that lies among the events has its place there.
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

  /** Ends the trail: there are no more events. */
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
   * Whether the held history is the baseline's or a later one of the same state, so that what the
   * baseline knows can be continued.
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
        // Lower than what was there: the walk finds that it is old.
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

  /** All other updates, if they are kept. */
  List<Update> others() {
    return others;
  }

  /** What is wrong with the updates by themselves; null if nothing is. */
  String fault() {
    return fault;
  }

  /** What the baseline knows and the walk began with; null if nothing. */
  KnownViewer known() {
    return known;
  }

  /** The walk through the events, which is finished. */
  HistoryWalk walk() {
    return walk;
  }

  /** Whether there is an erasure, be it beyond the ends. */
  boolean isErased() {
    return !erasures.isEmpty() || walk.atEnd().erasedAt() != null;
  }

  /** Whether there is an erasure beyond the ends that the audit is about. */
  boolean isErasedMeanwhile() {
    return erasures.stream().anyMatch(SpilledErasure::beyond);
  }

  /** The newest erasure before the ends, in epoch ms; null if there is none. */
  Long lastErasure() {
    return walk.atEnd().erasedAt();
  }
}
