package io.intereststream.deploy.e2e.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.record.WatchRecords;
import io.intereststream.deploy.audit.record.WatchedEvent;
import io.intereststream.deploy.audit.rules.EventJudge;
import io.intereststream.deploy.audit.rules.HistoryRules;
import io.intereststream.deploy.audit.rules.LogRecord;
import io.intereststream.deploy.audit.rules.Outcome;
import io.intereststream.deploy.audit.rules.Pair;
import io.intereststream.deploy.audit.rules.Replay;
import io.intereststream.deploy.audit.rules.RuleSettings;
import io.intereststream.deploy.audit.rules.Step;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.deploy.audit.settings.Framing;
import io.intereststream.deploy.audit.settings.NullValues;
import io.intereststream.deploy.audit.settings.RecordLimits;
import io.intereststream.history.Action;
import io.intereststream.history.History;
import io.intereststream.history.HistoryChange;
import io.intereststream.history.InvalidEventException;
import io.intereststream.history.Signal;
import io.intereststream.history.SignalPolicy;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.ingest.EventDecoder;
import io.intereststream.job.ingest.Watch;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.WatchEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * The job's rules and the audit's, from the bytes of a record to the history, on random logs of
 * several viewers. The two implementations are independent.
 */
class RulesAgreePropertyTest {
  private static final int WINDOW = 8;
  private static final int SLACK = 2;
  private static final long TTL = Duration.ofDays(10).toMillis();
  private static final long MARKER = Duration.ofDays(15).toMillis();
  private static final long TOLERANCE = Duration.ofMinutes(5).toMillis();
  private static final Map<Outcome, Long> COUNTS = new EnumMap<>(Outcome.class);

  private final EventDecoder decoder =
      new EventDecoder(
          CodecFactory.singleObject(List.of()).create(WatchEvent.class, "watch-events"),
          new SignalPolicy(
              18_000, List.of(Action.LIKE, Action.FOLLOW, Action.COMMENT, Action.SHARE)),
          TOLERANCE,
          512);

  private final RuleSettings settings =
      new RuleSettings(
          WINDOW,
          SLACK,
          TTL,
          18_000,
          Set.of("LIKE", "FOLLOW", "COMMENT", "SHARE"),
          Set.of("HIDE"),
          TOLERANCE,
          MARKER);

  private final EventJudge judge = new EventJudge(settings);
  private final WatchRecords records =
      new WatchRecords(
          new AuditSettings(
              new Properties(),
              "",
              null,
              new Framing(List.of(), null, Map.of()),
              RecordLimits.DEFAULT,
              NullValues.DEAD_LETTERS,
              settings,
              Duration.ZERO,
              null));

  @Provide
  Arbitrary<RandomLog> logs() {
    return Arbitraries.randomValue(random -> RandomLog.of(random, 3, 150));
  }

  @Property(tries = 1_000)
  void bothMakeTheSameOfEveryRecord(@ForAll("logs") RandomLog log) {
    Map<String, ViewerHistory> job = new HashMap<>();
    Map<String, io.intereststream.deploy.audit.rules.ViewerHistory> audit = new HashMap<>();
    HistoryRules rules = new HistoryRules(settings, log.start());
    int place = 0;
    for (RandomLog.Logged record : log.records()) {
      ViewerHistory ours =
          job.computeIfAbsent(
              record.viewer(),
              viewer ->
                  new ViewerHistory(
                      new io.intereststream.history.HistoryRules(
                          WINDOW, SLACK, TTL, MARKER, log.start())));
      Outcome found = applyJob(ours, record);
      audit.putIfAbsent(record.viewer(), rules.beginning());
      Outcome expected = applyAudit(rules, audit, record);
      assertThat(found).as("record %d: %s", place, record).isEqualTo(expected);
      assertThat(text(ours))
          .as("after record %d: %s", place, record)
          .isEqualTo(text(audit.get(record.viewer())));
      COUNTS.merge(expected, 1L, Long::sum);
      place++;
    }
    audit.forEach(
        (viewer, history) ->
            assertThat(Replay.of(settings, log.start(), readable(log, viewer)).history())
                .isEqualTo(history));
  }

  /** The records of a viewer that can be decoded. */
  private List<LogRecord> readable(RandomLog log, String viewer) {
    List<LogRecord> readable = new ArrayList<>();
    for (RandomLog.Logged record : log.records()) {
      if (!record.viewer().equals(viewer)) {
        continue;
      }
      try {
        readable.add(
            new LogRecord(
                record.timestamp(),
                record.value() == null ? null : records.event(record.value()).item()));
      } catch (UnusableRecordException e) {
        // A dead letter, which no history sees.
      }
    }
    return readable;
  }

  @AfterContainer
  static void everyOutcomeHappenedOften() {
    System.out.println("outcomes in which job and audit agree: " + COUNTS);
    assertThat(COUNTS).containsOnlyKeys(Outcome.values());
    assertThat(COUNTS.values()).allSatisfy(count -> assertThat(count).isGreaterThan(100));
  }

  private Outcome applyJob(ViewerHistory history, RandomLog.Logged record) {
    if (record.value() == null) {
      history.erase(record.timestamp());
      return Outcome.ERASED;
    }
    try {
      Watch watch = decoder.decode(record.value(), 0, 0, record.timestamp());
      return watch.signal == Signal.NEUTRAL
          ? Outcome.NEUTRAL
          : outcome(history.apply(watch.signal, watch.item, watch.eventTime, record.timestamp()));
    } catch (InvalidEventException | RecordDecodeException e) {
      return Outcome.DEAD_LETTER;
    }
  }

  private static Outcome outcome(HistoryChange change) {
    return switch (change) {
      case APPENDED, INSERTED -> Outcome.ADDED;
      case CUT -> Outcome.ADDED_AND_CUT;
      case NONE -> Outcome.NOTHING;
      default -> Outcome.valueOf(change.name());
    };
  }

  private Outcome applyAudit(
      HistoryRules rules,
      Map<String, io.intereststream.deploy.audit.rules.ViewerHistory> histories,
      RandomLog.Logged record) {
    io.intereststream.deploy.audit.rules.ViewerHistory before = histories.get(record.viewer());
    if (record.value() == null) {
      histories.put(record.viewer(), rules.erase(before, record.timestamp()));
      return Outcome.ERASED;
    }
    WatchedEvent event;
    try {
      event = records.event(record.value());
    } catch (UnusableRecordException e) {
      return Outcome.DEAD_LETTER;
    }
    Step step =
        rules.apply(before, judge.judge(event.item(), record.timestamp()), record.timestamp());
    histories.put(record.viewer(), step.history());
    return step.outcome();
  }

  private static String text(ViewerHistory viewer) {
    History entries = viewer.entries();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      pairs.add(new Pair(entries.time(i), entries.item(i)));
    }
    List<Pair> negatives = new ArrayList<>();
    for (int i = 0; i < entries.negatives().size(); i++) {
      negatives.add(new Pair(entries.negatives().time(i), entries.negatives().item(i)));
    }
    negatives.sort(null);
    return text(
        viewer.generation(),
        viewer.sequence(),
        pairs,
        entries.cutTime() == History.NEVER_CUT
            ? null
            : new Pair(entries.cutTime(), entries.cutItem()),
        negatives,
        optional(viewer.newestTimestamp()),
        optional(viewer.erasedAt()));
  }

  private static Long optional(long time) {
    return time == ViewerHistory.NONE ? null : (Long) time;
  }

  private static String text(io.intereststream.deploy.audit.rules.ViewerHistory viewer) {
    return text(
        viewer.generation(),
        viewer.sequence(),
        viewer.entries(),
        viewer.cut(),
        viewer.negatives(),
        viewer.newest(),
        viewer.erasedAt());
  }

  private static String text(
      long generation,
      long sequence,
      List<Pair> entries,
      Pair cut,
      List<Pair> negatives,
      Long newest,
      Long erasedAt) {
    return "generation %d, sequence %d, entries %s, cut %s, negatives %s, newest %s, erased %s"
        .formatted(generation, sequence, entries, cut, negatives, newest, erasedAt);
  }
}
