package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Position;
import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.rules.ViewerHistory;

/** Compares the update that a reader holds for a viewer with the viewer's records. */
final class ViewerCheck {
  private final String viewer;
  private final ViewerTrail trail;
  private final HistoryWalk walk;
  private final AuditBounds bounds;

  ViewerCheck(String viewer, ViewerTrail trail) {
    this.viewer = viewer;
    this.trail = trail;
    this.walk = trail.walk();
    this.bounds = trail.bounds();
  }

  Verdict verdict() {
    if (trail.fault() != null) {
      return new Verdict.Fault(trail.fault());
    }
    if (trail.held().difference() != null && !walk.severalPartitions()) {
      return new Verdict.Fault(trail.held().difference());
    }
    return trail.update() == null ? withoutUpdate() : withUpdate(trail.update());
  }

  private Verdict withUpdate(Update update) {
    long generation = update.order().generation();
    Long erasure = trail.lastErasure();
    if (!update.userId().equals(viewer)) {
      return fault("user_id: %s (expected: the record's key)", update.userId());
    }
    if (trail.isErasedMeanwhile()) {
      return new Verdict.Unchecked(NotChecked.ERASED_MEANWHILE);
    }
    NotChecked reason = whyNot(update.began());
    boolean isBelowErasure =
        erasure != null && generation <= erasure && !walk.heldBeganAfterMarker();
    if (isBelowErasure && reason == NotChecked.BEGAN_IS_GONE && trail.isMarkerOld(erasure)) {
      return new Verdict.Unchecked(reason);
    }
    if (isBelowErasure || walk.heldErased()) {
      return fault(
          "an update of generation %d (expected: a null value, or a generation above its"
              + " erasure at %d)",
          generation, erasure);
    }
    if (reason != null) {
      return new Verdict.Unchecked(reason);
    }
    if (!walk.hasEvents() && trail.known() == null) {
      return fault("an update (expected: none without a positive event)");
    }
    if (!walk.sawHeldBegan()) {
      return trail.known() == null
          ? fault(
              "its history began at %s (expected: the position of one of the viewer's events)",
              update.began())
          : fault(
              "its history began at %s, generation %d (expected: %s, generation %d, as in the"
                  + " baseline)",
              update.began(),
              generation,
              trail.known().began(),
              trail.known().history().generation());
    }
    return walk.severalPartitions() ? inSeveralPartitions(update) : inOnePartition(update);
  }

  /** Why the update's history cannot be computed; null if it can. */
  private NotChecked whyNot(Position began) {
    if (trail.known() != null) {
      return null;
    }
    if (began == null) {
      return NotChecked.FROM_FILES;
    }
    if (!began.topic().equals(bounds.watchTopic())) {
      return NotChecked.ANOTHER_TOPIC;
    }
    Long start = bounds.start(began.partition());
    return start != null && began.offset() < start ? NotChecked.BEGAN_IS_GONE : null;
  }

  private Verdict inOnePartition(Update update) {
    long sequence = update.order().sequence();
    if (walk.instead() != null) {
      return fault("its history began at %s (expected: %s)", update.began(), walk.instead());
    }
    ViewerHistory end = walk.atEnd();
    boolean same = update.began().equals(walk.beganAtEnd());
    if (same && sequence < end.sequence()) {
      return fault("sequence: %d (expected: %d)", sequence, end.sequence());
    }
    if (!same && !walk.heldBeganBeyond() && end.sequence() > 0) {
      return fault(
          "an update of the history that began at %s (expected: the history that began at %s)",
          update.began(), walk.beganAtEnd());
    }
    ViewerHistory history = walk.at(ViewerTrail.point(update));
    return history == null
        ? fault("sequence: %d (expected: %d)", sequence, walk.heldSequence())
        : new Verdict.Compare(update, history);
  }

  private Verdict inSeveralPartitions(Update update) {
    if (trail.known() != null || !bounds.isComplete() || !walk.isFreeOfOrder(bounds.ttlMs())) {
      return new Verdict.Unchecked(NotChecked.SEVERAL_PARTITIONS);
    }
    long sequence = update.order().sequence();
    long least = walk.atEnd().sequence();
    long most = walk.history().sequence();
    if (sequence < least || sequence > most) {
      return fault("sequence: %d (expected: %d)", sequence, sequence < least ? least : most);
    }
    if (sequence == least) {
      return new Verdict.Compare(update, walk.atEnd());
    }
    return sequence == most
        ? new Verdict.Compare(update, walk.history())
        : new Verdict.Unchecked(NotChecked.SEVERAL_PARTITIONS);
  }

  private Verdict withoutUpdate() {
    ViewerHistory end = walk.atEnd();
    if (trail.isErased()) {
      if (end.sequence() == 0) {
        return new Verdict.Erased();
      }
      return new Verdict.Unchecked(
          trail.isErasedMeanwhile()
              ? NotChecked.ERASED_MEANWHILE
              : NotChecked.ERASURE_CROSSED_EVENTS);
    }
    if (end.sequence() == 0) {
      return new Verdict.Nothing();
    }
    if (bounds.isPastTtl(end.newest())) {
      return new Verdict.Expired();
    }
    if (walk.severalPartitions() && !walk.isFreeOfOrder(bounds.ttlMs())) {
      return new Verdict.Unchecked(NotChecked.SEVERAL_PARTITIONS);
    }
    if (!trail.held().isEnded()) {
      return fault("no update (expected: one of sequence %d)", end.sequence());
    }
    return trail.known() == null && !bounds.isComplete()
        ? new Verdict.Unchecked(NotChecked.OLDER_EVENTS_GONE)
        : fault("a null value (expected: an update of sequence %d)", end.sequence());
  }

  private static Verdict fault(String text, Object... values) {
    return new Verdict.Fault(text.formatted(values));
  }
}
