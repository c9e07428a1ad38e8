package io.intereststream.deploy.e2e.simulation;

import io.intereststream.deploy.audit.record.WatchedEvent;
import io.intereststream.deploy.audit.rules.EventJudge;
import io.intereststream.deploy.audit.rules.HistoryRules;
import io.intereststream.deploy.audit.rules.JudgedEvent;
import io.intereststream.deploy.audit.rules.Outcome;
import io.intereststream.deploy.audit.rules.RuleSettings;
import io.intereststream.deploy.audit.rules.Step;
import io.intereststream.deploy.audit.rules.ViewerHistory;
import io.intereststream.job.simulation.Quiet.Processed;
import io.intereststream.job.update.SimulatedSubtask.Swept;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The histories that the audit's rules compute from the records that the job processed, in the same
 * order. A sweep happens only where the rules allow it, and changes the generation of the next
 * history but not what any event does.
 */
final class ExpectedViewers {
  private static final long SWEEP_AFTER_MS = Duration.ofDays(1).toMillis();

  /**
   * A viewer.
   *
   * @param began the first record of the history; null if it has none
   */
  record Expected(ViewerHistory history, ConsumerRecord<byte[], byte[]> began) {}

  private final RuleSettings settings;
  private final HistoryRules rules;
  private final EventJudge judge;
  private final ReadEvents records;
  private final long start;
  private final Map<String, Expected> viewers = new HashMap<>();

  /** The histories that swept viewers would have without the sweep. */
  private final Map<String, ViewerHistory> unswept = new HashMap<>();

  /**
   * @param start the job's generation
   */
  ExpectedViewers(RuleSettings settings, ReadEvents records, long start) {
    this.settings = settings;
    this.rules = new HistoryRules(settings, start);
    this.judge = new EventJudge(settings);
    this.records = records;
    this.start = start;
  }

  /** The viewers of whom anything is known. */
  Map<String, Expected> viewers() {
    return viewers;
  }

  /** Takes what the job did next. */
  void take(Processed processed) {
    if (processed.swept() != null) {
      sweep(processed.swept());
      return;
    }
    ConsumerRecord<byte[], byte[]> record = processed.record();
    boolean isLetter =
        record.topic().equals("watch-events") ? !takeWatch(record) : takeErasure(record);
    if (isLetter != processed.isLetter()) {
      throw new AssertionError(
          "record %s-%d@%d: dead letter: %s (expected: %s)"
              .formatted(
                  record.topic(),
                  record.partition(),
                  record.offset(),
                  processed.isLetter(),
                  isLetter));
    }
  }

  private Expected of(String viewer) {
    return viewers.getOrDefault(viewer, new Expected(rules.beginning(), null));
  }

  /** An erasure of nobody is skipped. */
  private boolean takeErasure(ConsumerRecord<byte[], byte[]> record) {
    records.erasedViewer(record).ifPresent(viewer -> erase(viewer, record.timestamp()));
    return false;
  }

  private void erase(String viewer, long timestamp) {
    viewers.put(viewer, new Expected(rules.erase(of(viewer).history, timestamp), null));
    unswept.remove(viewer);
  }

  /** Returns whether the record is valid. */
  private boolean takeWatch(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      Optional<String> erased =
          record.headers().lastHeader("interest-stream-erase") == null
              ? Optional.empty()
              : records.erasedViewer(record);
      erased.ifPresent(viewer -> erase(viewer, record.timestamp()));
      return erased.isPresent();
    }
    Optional<WatchedEvent> event = records.event(record);
    if (event.isEmpty()) {
      return false;
    }
    JudgedEvent judged = judge.judge(event.get().item(), record.timestamp());
    if (judged.kind() == JudgedEvent.Kind.INVALID) {
      return false;
    }
    apply(event.get().userId(), judged, record);
    return true;
  }

  private void apply(String viewer, JudgedEvent event, ConsumerRecord<byte[], byte[]> record) {
    Expected before = of(viewer);
    Step step = rules.apply(before.history, event, record.timestamp());
    unswept.computeIfPresent(
        viewer,
        (swept, history) -> {
          Step other = rules.apply(history, event, record.timestamp());
          checkSame(viewer, step, other);
          return other.history();
        });
    boolean isNew = step.history().generation() != before.history.generation();
    viewers.put(
        viewer, new Expected(step.history(), step.begins() ? record : isNew ? null : before.began));
    if (step.outcome() == Outcome.DEAD_LETTER) {
      throw new AssertionError("a valid event: " + event);
    }
  }

  private static void checkSame(String viewer, Step found, Step expected) {
    boolean untouched =
        expected.outcome() == Outcome.NEUTRAL || expected.outcome() == Outcome.BEFORE_ERASURE;
    boolean same =
        found.history().sequence() == expected.history().sequence()
            && found.history().entries().equals(expected.history().entries());
    if (found.outcome() != expected.outcome() || !untouched && !same) {
      throw new AssertionError(
          "%s: %s after a sweep (expected: %s as without it)".formatted(viewer, found, expected));
    }
  }

  private void sweep(Swept swept) {
    ViewerHistory history = of(swept.userId()).history;
    boolean over = rules.isExpired(history, swept.kafkaTime() - SWEEP_AFTER_MS);
    boolean markerOld =
        history.erasedAt() == null
            || swept.kafkaTime() - SWEEP_AFTER_MS - settings.erasureMarkerMs() > history.erasedAt();
    boolean allowed = swept.markerStays() ? over : markerOld && (over || history.isBlank());
    if (!allowed) {
      throw new AssertionError(swept + ": too early for " + history);
    }
    unswept.putIfAbsent(swept.userId(), history);
    viewers.put(
        swept.userId(),
        new Expected(
            swept.markerStays()
                ? ViewerHistory.blank(
                    Math.max(start, Math.max(history.newest(), history.generation()) + 1),
                    history.erasedAt())
                : rules.beginning(),
            null));
  }
}
