package io.intereststream.deploy.audit;

import io.intereststream.deploy.audit.check.Mismatches;
import io.intereststream.deploy.audit.record.LetterRecords;
import io.intereststream.deploy.audit.record.Position;
import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.record.WatchRecords;
import io.intereststream.deploy.audit.record.WatchedEvent;
import io.intereststream.deploy.audit.rules.EventJudge;
import io.intereststream.deploy.audit.rules.JudgedEvent;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.deploy.audit.settings.NullValues;
import io.intereststream.deploy.audit.settings.TopicNames;
import io.intereststream.deploy.audit.spill.Buckets;
import io.intereststream.deploy.audit.spill.Entry;
import io.intereststream.deploy.audit.spill.Kind;
import io.intereststream.deploy.audit.spill.SpilledErasure;
import io.intereststream.deploy.audit.spill.SpilledEvent;
import io.intereststream.deploy.audit.topic.Brokers;
import io.intereststream.deploy.audit.topic.TopicRange;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the topics into buckets. It reads the updates first, so that their events are already on
 * the watch topic when it reads that. It reads the dead letters last, so that the dead letters of
 * all records up to the ends are there.
 */
final class TopicSpill {
  private final AuditSettings settings;
  private final TopicNames topics;
  private final Brokers brokers;
  private final Buckets buckets;
  private final Map<TopicPartition, Long> ends;
  private final WatchRecords records;
  private final EventJudge judge;
  private final Map<TopicPartition, Long> inputStarts = new HashMap<>();
  private final Map<TopicPartition, Long> inputEnds = new HashMap<>();
  private final Map<TopicPartition, Long> oldestLetters = new HashMap<>();
  private final Mismatches mismatches;
  private final TopicCounts counts = new TopicCounts();
  private boolean lettersAreComplete;

  /**
   * @param ends the noted ends of the input topics
   */
  TopicSpill(
      AuditSettings settings,
      Brokers brokers,
      Buckets buckets,
      Map<TopicPartition, Long> ends,
      Mismatches mismatches) {
    this.mismatches = mismatches;
    this.settings = settings;
    this.topics = settings.topics();
    this.brokers = brokers;
    this.buckets = buckets;
    this.ends = ends;
    this.records = new WatchRecords(settings);
    this.judge = new EventJudge(settings.rules());
  }

  /**
   * Reads the updates up to the current end.
   *
   * @return that end
   */
  Map<TopicPartition, Long> readUpdates() throws InterruptedException {
    TopicRange all =
        new TopicRange(
            brokers.starts(topics.interestUpdates()),
            brokers.visibleEnds(topics.interestUpdates()));
    counts.updates =
        all.read(
            brokers,
            record -> buckets.add(new Entry(Kind.UPDATE, text(record.key()), record.value())));
    return all.to();
  }

  /** Reads the erasures. */
  void readErasures() throws InterruptedException {
    if (!brokers.exists(topics.viewerErasures())) {
      return;
    }
    TopicRange all = all(topics.viewerErasures());
    counts.erasures = all.read(brokers, this::erasure);
    noteRange(topics.viewerErasures(), all);
  }

  /** Reads the events up to the noted ends, and then those after them. */
  void readEvents() throws InterruptedException {
    TopicRange all = all(topics.watchEvents());
    Map<TopicPartition, Long> middle = new HashMap<>();
    all.from()
        .forEach(
            (partition, start) ->
                middle.put(partition, Math.max(start, ends.getOrDefault(partition, start))));
    counts.events = new TopicRange(all.from(), middle).read(brokers, this::event);
    counts.events += new TopicRange(middle, all.to()).read(brokers, this::event);
    noteRange(topics.watchEvents(), all);
  }

  private TopicRange all(String topic) throws InterruptedException {
    return new TopicRange(brokers.starts(topic), brokers.visibleEnds(topic));
  }

  /** Notes the range that was certainly read: records may have been deleted in the meantime. */
  private void noteRange(String topic, TopicRange range) throws InterruptedException {
    inputStarts.putAll(brokers.starts(topic));
    inputEnds.putAll(range.to());
  }

  /** Takes a record of the topic of erasures. Like the job, skips one whose key is not an id. */
  private void erasure(ConsumerRecord<byte[], byte[]> record) {
    try {
      String viewer = records.erasedViewer(record.key());
      buckets.add(
          new Entry(
              Kind.ERASURE,
              viewer,
              new SpilledErasure(record.timestamp(), SpilledErasure.ELSEWHERE, 0, isBeyond(record))
                  .toBytes()));
    } catch (UnusableRecordException e) {
      counts.erasuresOfNobody++;
    }
  }

  private void nullValue(ConsumerRecord<byte[], byte[]> record) {
    NullValues nullValues = settings.nullValues();
    if (nullValues.markedErase() && record.headers().lastHeader(NullValues.HEADER) != null) {
      try {
        SpilledErasure erasure =
            new SpilledErasure(
                record.timestamp(), record.partition(), record.offset(), isBeyond(record));
        buckets.add(new Entry(Kind.ERASURE, records.erasedViewer(record.key()), erasure.toBytes()));
      } catch (UnusableRecordException e) {
        invalid(record);
      }
    } else if (!nullValues.ignored()) {
      invalid(record);
    }
  }

  private void event(ConsumerRecord<byte[], byte[]> record) {
    counts.timestamp(record.timestamp());
    if (record.value() == null) {
      nullValue(record);
      return;
    }
    WatchedEvent event;
    try {
      event = records.event(record.value());
    } catch (UnusableRecordException e) {
      invalid(record);
      return;
    }
    JudgedEvent judged = judge.judge(event.item(), record.timestamp());
    switch (judged.kind()) {
      case INVALID -> invalid(record);
      case NEUTRAL -> counts.neutral++;
      case POSITIVE, NEGATIVE ->
          buckets.add(
              new Entry(
                  Kind.EVENT,
                  event.userId(),
                  new SpilledEvent(
                          judged,
                          record.timestamp(),
                          record.partition(),
                          record.offset(),
                          isBeyond(record))
                      .toBytes()));
    }
  }

  private boolean isBeyond(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    return record.offset() >= ends.getOrDefault(partition, 0L);
  }

  private void invalid(ConsumerRecord<byte[], byte[]> record) {
    counts.invalid++;
    buckets.add(
        new Entry(
            Kind.INVALID,
            position(record).toString(),
            new byte[] {(byte) (isBeyond(record) ? 0 : 1)}));
  }

  private static Position position(ConsumerRecord<byte[], byte[]> record) {
    return new Position(record.topic(), record.partition(), record.offset());
  }

  /** Reads the dead letters. */
  void readLetters() throws InterruptedException {
    LetterRecords letters = new LetterRecords(settings.framing());
    TopicRange all = all(topics.deadLetters());
    counts.letters =
        all.read(
            brokers,
            record -> {
              try {
                letter(letters.about(record.value()));
              } catch (UnusableRecordException e) {
                mismatches.add(
                    "record %s: not a dead letter: %s".formatted(position(record), e.getMessage()));
              }
            });
    lettersAreComplete = all.from().values().stream().allMatch(start -> start == 0);
  }

  private void letter(Position about) {
    TopicPartition partition = new TopicPartition(about.topic(), about.partition());
    oldestLetters.merge(partition, about.offset(), Math::min);
    boolean judged =
        about.offset() >= inputStarts.getOrDefault(partition, Long.MAX_VALUE)
            && about.offset() < inputEnds.getOrDefault(partition, 0L);
    buckets.add(new Entry(Kind.LETTER, about.toString(), new byte[] {(byte) (judged ? 1 : 0)}));
  }

  /** The oldest record of each partition that has a dead letter. */
  Map<TopicPartition, Long> oldestLetters() {
    return oldestLetters;
  }

  /** Whether the topic still has every dead letter. */
  boolean lettersAreComplete() {
    return lettersAreComplete;
  }

  /** The first offset that each partition of the watch topic still has. */
  Map<TopicPartition, Long> watchStarts() {
    Map<TopicPartition, Long> starts = new HashMap<>(inputStarts);
    starts.keySet().removeIf(partition -> !partition.topic().equals(topics.watchEvents()));
    return starts;
  }

  TopicCounts counts() {
    return counts;
  }

  private static String text(byte[] key) {
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }
}
