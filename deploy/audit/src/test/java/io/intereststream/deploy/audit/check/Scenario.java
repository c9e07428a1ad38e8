package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.baseline.KnownViewer;
import io.intereststream.deploy.audit.fixture.Wire;
import io.intereststream.deploy.audit.record.UpdateRecords;
import io.intereststream.deploy.audit.rules.EventJudge;
import io.intereststream.deploy.audit.rules.HistoryRules;
import io.intereststream.deploy.audit.rules.JudgedEvent;
import io.intereststream.deploy.audit.rules.Pair;
import io.intereststream.deploy.audit.rules.RuleSettings;
import io.intereststream.deploy.audit.settings.Framing;
import io.intereststream.deploy.audit.spill.SpilledErasure;
import io.intereststream.deploy.audit.spill.SpilledEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;

/** The topics of one viewer, {@code v}; times are in seconds after {@link #START}. */
final class Scenario {
  static final long START = 1_767_225_600_000L;
  static final long TTL = 1_000_000;
  static final long MARKER = 86_400_000L * 30;
  static final String TOPIC = "watch-events";

  private final Map<TopicPartition, Long> starts = new HashMap<>();
  private final Map<TopicPartition, Long> baseline = new HashMap<>();
  private final List<SpilledErasure> erasures = new ArrayList<>();
  private final List<SpilledEvent> events = new ArrayList<>();
  private final List<byte[]> updates = new ArrayList<>();
  private KnownViewer known;
  private long newest = START;
  private ViewerTrail trail;

  Scenario() {
    for (int partition = 0; partition < 4; partition++) {
      starts.put(new TopicPartition(TOPIC, partition), 0L);
    }
  }

  static long at(long second) {
    return START + 1000 * second;
  }

  /** Deletes the records before an offset of partition 0. */
  Scenario startsAt(long offset) {
    starts.put(new TopicPartition(TOPIC, 0), offset);
    return this;
  }

  Scenario liked(long offset, long second, String item) {
    return event(JudgedEvent.Kind.POSITIVE, 0, offset, second, item, false);
  }

  Scenario hid(long offset, long second, String item) {
    return event(JudgedEvent.Kind.NEGATIVE, 0, offset, second, item, false);
  }

  Scenario likedBeyond(long offset, long second, String item) {
    return event(JudgedEvent.Kind.POSITIVE, 0, offset, second, item, true);
  }

  Scenario likedIn(int partition, long offset, long second, String item) {
    return event(JudgedEvent.Kind.POSITIVE, partition, offset, second, item, false);
  }

  Scenario event(
      JudgedEvent.Kind kind, int partition, long offset, long second, String item, boolean beyond) {
    newest = Math.max(newest, at(second));
    Pair pair = new Pair(at(second), EventJudge.fingerprint(item));
    events.add(
        new SpilledEvent(new JudgedEvent(kind, pair, null), at(second), partition, offset, beyond));
    return this;
  }

  Scenario erased(long second) {
    erasures.add(new SpilledErasure(at(second), SpilledErasure.ELSEWHERE, 0, false));
    return this;
  }

  Scenario erasedBeyond(long second) {
    erasures.add(new SpilledErasure(at(second), SpilledErasure.ELSEWHERE, 0, true));
    return this;
  }

  /** Adds events of other viewers until this second. */
  Scenario othersUntil(long second) {
    newest = Math.max(newest, at(second));
    return this;
  }

  /** An update whose history began at an offset of partition 0. */
  Scenario update(long generation, long sequence, long beganAt) {
    return update(generation, sequence, 1, beganAt);
  }

  Scenario update(long generation, long sequence, long epoch, long beganAt) {
    return update(
        Wire.began(Wire.update("v", generation, sequence, epoch, "r1", 3), TOPIC, 0, beganAt));
  }

  Scenario update(GenericRecord update) {
    updates.add(Wire.singleObject(update));
    return this;
  }

  Scenario nullValue() {
    updates.add(null);
    return this;
  }

  /** A baseline that ends before an offset of partition 0. */
  Scenario knows(KnownViewer viewer, long positionAfter) {
    known = viewer;
    baseline.put(new TopicPartition(TOPIC, 0), positionAfter);
    return this;
  }

  Verdict verdict() {
    RuleSettings settings =
        new RuleSettings(8, 2, TTL, 18_000, Set.of("LIKE"), Set.of("HIDE"), 300_000, MARKER);
    AuditBounds bounds = new AuditBounds(TOPIC, starts, baseline, null, TTL, newest);
    HeldUpdate held =
        new HeldUpdate(new UpdateRecords(new Framing(List.of(), null, Map.of())), false);
    trail = new ViewerTrail(bounds, new HistoryRules(settings, 0), held, outcome -> {});
    updates.forEach(held::add);
    if (known != null) {
      trail.known(known);
    }
    erasures.forEach(trail::add);
    events.stream().filter(event -> !event.beyond()).forEach(trail::add);
    events.stream().filter(SpilledEvent::beyond).forEach(trail::add);
    trail.finish();
    return new ViewerCheck("v", trail).verdict();
  }

  ViewerTrail trail() {
    return trail;
  }
}
