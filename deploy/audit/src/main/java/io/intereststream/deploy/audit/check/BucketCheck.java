package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.baseline.BaselineWriter;
import io.intereststream.deploy.audit.baseline.KnownViewer;
import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.record.UpdateRecords;
import io.intereststream.deploy.audit.record.VectorFormat;
import io.intereststream.deploy.audit.rules.HistoryRules;
import io.intereststream.deploy.audit.rules.ViewerHistory;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.deploy.audit.spill.Buckets;
import io.intereststream.deploy.audit.spill.Entry;
import io.intereststream.deploy.audit.spill.SpilledErasure;
import io.intereststream.deploy.audit.spill.SpilledEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Checks the viewers and the invalid records, one bucket at a time. */
public final class BucketCheck implements AutoCloseable {
  /** Largest difference between two components that are considered equal, as 32-bit floats. */
  public static final double TOLERANCE = 1e-5;

  private static final int MOST_BEHIND = 100_000;

  private final AuditBounds bounds;
  private final HistoryRules rules;
  private final UpdateRecords records;
  private final boolean every;
  private final BaselineWriter baseline;
  private final Mismatches mismatches;
  private final UpdateChecks updates;
  private final LetterCheck letters;
  private final Tally tally = new Tally();
  private final Long jobGeneration;
  private final Map<Long, String> releases = new HashMap<>();
  private final Map<String, Behind> behind = new LinkedHashMap<>();
  private long leftOfOlderGeneration;

  /**
   * @param jobGeneration generation of the job's state; null if it is not known
   * @param every whether to compare every update and not only the one that a reader holds
   * @param baseline receives the histories for the next audit; null for none
   */
  public BucketCheck(
      AuditSettings settings,
      AuditBounds bounds,
      Long jobGeneration,
      boolean every,
      BaselineWriter baseline,
      Mismatches mismatches) {
    this.bounds = bounds;
    // A viewer from before a rebuild may have a lower generation than that of the job's state, so
    // the rules compute the lowest possible one.
    this.rules = new HistoryRules(settings.rules(), 0);
    this.records = new UpdateRecords(settings.framing());
    this.jobGeneration = jobGeneration;
    this.every = every;
    this.baseline = baseline;
    this.mismatches = mismatches;
    this.updates = new UpdateChecks(settings.releases(), mismatches);
    this.letters = new LetterCheck(bounds, mismatches);
  }

  /** Checks all that a bucket holds. */
  public void check(Buckets buckets, int bucket) {
    Map<String, ViewerTrail> trails = new HashMap<>();
    buckets.read(bucket, entry -> take(entry, trails));
    letters.compare();
    trails.forEach(this::check);
    updates.flush();
  }

  private void take(Entry entry, Map<String, ViewerTrail> trails) {
    switch (entry.kind()) {
      case UPDATE -> trail(entry, trails).held().add(entry.payload());
      case BASELINE -> trail(entry, trails).known(KnownViewer.of(entry.payload()));
      case ERASURE -> trail(entry, trails).add(SpilledErasure.of(entry.payload()));
      case EVENT -> trail(entry, trails).add(SpilledEvent.of(entry.payload()));
      case LETTER -> letters.letter(entry);
      case INVALID -> letters.invalid(entry);
    }
  }

  private ViewerTrail trail(Entry entry, Map<String, ViewerTrail> trails) {
    return trails.computeIfAbsent(
        entry.key(),
        viewer -> new ViewerTrail(bounds, rules, new HeldUpdate(records, every), tally::outcome));
  }

  private void check(String viewer, ViewerTrail trail) {
    trail.finish();
    tally.repeatedUpdates(trail.held().repeated());
    judge(viewer, trail, new ViewerCheck(viewer, trail).verdict());
    Update update = trail.update();
    if (update != null) {
      if (jobGeneration != null && update.order().generation() < jobGeneration) {
        leftOfOlderGeneration++;
      }
      if (trail.held().isBehind()) {
        noteBehind(viewer, new Behind(update.order(), trail.held().last()));
      }
    }
    if (baseline != null) {
      keep(viewer, trail);
    }
  }

  private void noteBehind(String viewer, Behind found) {
    if (behind.size() < MOST_BEHIND) {
      behind.put(viewer, found);
    } else {
      mismatches.add("viewer " + viewer + ": " + found);
    }
  }

  private void judge(String viewer, ViewerTrail trail, Verdict verdict) {
    if (verdict instanceof Verdict.Compare compare) {
      tally.checked();
      Update update = compare.update();
      String label = releases.putIfAbsent(update.order().epoch(), update.release());
      if (label != null && !label.equals(update.release())) {
        mismatch(
            viewer,
            "release %s under epoch %d (expected: %s, as in another update of that epoch)"
                .formatted(update.release(), update.order().epoch(), label));
      }
      updates.add(viewer, update, compare.history());
      trail.others().forEach(other -> judgeOther(viewer, trail, update, other));
    } else if (verdict instanceof Verdict.Fault fault) {
      tally.checked();
      mismatch(viewer, fault.text());
    } else if (verdict instanceof Verdict.Unchecked unchecked) {
      tally.notChecked(unchecked.reason());
    } else if (verdict instanceof Verdict.Erased) {
      tally.erased();
    } else if (verdict instanceof Verdict.Expired) {
      tally.expired();
    }
  }

  private void judgeOther(String viewer, ViewerTrail trail, Update held, Update other) {
    ViewerHistory history = trail.walk().at(ViewerTrail.point(other));
    if (history != null) {
      updates.add(viewer, other, history);
    } else if (Objects.equals(other.began(), held.began()) && !trail.walk().severalPartitions()) {
      mismatch(
          viewer,
          "sequence: %d (expected: a sequence that its events produce)"
              .formatted(other.order().sequence()));
    }
  }

  private void mismatch(String viewer, String text) {
    mismatches.add("viewer " + viewer + ": " + text);
  }

  /** Writes a history to the baseline, if its first event or an earlier state is known. */
  private void keep(String viewer, ViewerTrail trail) {
    HistoryWalk walk = trail.walk();
    ViewerHistory end = walk.atEnd();
    Update update = trail.update();
    if (walk.severalPartitions()) {
      return;
    }
    boolean ofUpdate =
        update != null
            && walk.sawHeldBegan()
            && walk.instead() == null
            && Objects.equals(update.began(), walk.beganAtEnd());
    KnownViewer known = trail.known();
    if (ofUpdate) {
      ViewerHistory history =
          new ViewerHistory(
              update.order().generation(),
              end.sequence(),
              end.entries(),
              end.cut(),
              end.negatives(),
              end.newest(),
              end.erasedAt());
      baseline.add(viewer, new KnownViewer(history, walk.beganAtEnd()));
    } else if (known != null && isWanted(end)) {
      baseline.add(viewer, new KnownViewer(end, walk.beganAtEnd()));
    }
  }

  /** Whether a history, even an empty one, can still affect later events. */
  private boolean isWanted(ViewerHistory history) {
    return history.isBlank() ? history.erasedAt() != null : !bounds.isPastTtl(history.newest());
  }

  /** The counts. */
  public Tally tally() {
    return tally;
  }

  /** Viewers whose last update is not the one that a reader holds. */
  public Map<String, Behind> behind() {
    return behind;
  }

  /**
   * Number of viewers whose update comes from a state from before the last rebuild; null if not
   * known.
   */
  public Long leftOfOlderGeneration() {
    return jobGeneration == null ? null : leftOfOlderGeneration;
  }

  /** Updates that were compared. */
  public long updatesChecked() {
    return updates.checked();
  }

  /** Largest difference of a component from the reference encoder, by format. */
  public Map<VectorFormat, Double> largestDifferences() {
    return updates.largestDifferences();
  }

  /** Number of repeated dead letters of the same record. */
  public long repeatedLetters() {
    return letters.repeated();
  }

  /** Number of invalid records whose dead letters may have been deleted. */
  public long lettersGone() {
    return letters.gone();
  }

  @Override
  public void close() {
    updates.close();
  }
}
