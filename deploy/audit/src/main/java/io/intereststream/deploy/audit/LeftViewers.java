package io.intereststream.deploy.audit;

import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.record.UpdateRecords;
import io.intereststream.deploy.audit.record.WatchRecords;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.deploy.audit.topic.Brokers;
import io.intereststream.deploy.audit.topic.TopicRange;
import io.intereststream.error.InterestStreamException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes null values for viewers whose update comes from a state from before the last rebuild:
 * this job has no history of them and would never erase them. Viewers with an event on the watch
 * topic are left alone, since the job may be about to publish them.
 *
 * <p>The job may publish an update of such a viewer at the same time. If that update comes before
 * the null value on the topic, this class publishes it again after the null value.
 */
final class LeftViewers {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Maximum number of viewers of one run; they are kept in memory. */
  private static final int MOST = 500_000;

  /** A record that is published for a viewer: a null value, or an update. */
  private record Wanted(int partition, byte[] value) {}

  private final Brokers brokers;
  private final String topic;
  private final String watchTopic;
  private final UpdateRecords records;
  private final WatchRecords events;
  private final Properties client = new Properties();
  private final Duration limit;

  /**
   * @param limit longest time to wait until what was published can be read
   */
  LeftViewers(AuditSettings settings, Brokers brokers, Duration limit) {
    this.brokers = brokers;
    this.topic = settings.topics().interestUpdates();
    this.watchTopic = settings.topics().watchEvents();
    this.records = new UpdateRecords(settings.framing());
    this.events = new WatchRecords(settings);
    this.client.putAll(settings.kafka());
    this.client.put(ProducerConfig.ACKS_CONFIG, "all");
    this.limit = limit;
  }

  /**
   * Publishes null values for at most {@value #MOST} of these viewers.
   *
   * @param generation lowest generation of the job's current start
   * @return number of viewers
   */
  long erase(long generation) throws InterruptedException {
    Map<TopicPartition, Long> ends = brokers.visibleEnds(topic);
    TopicRange updates = new TopicRange(brokers.starts(topic), ends);
    Map<String, Wanted> wanted = new HashMap<>();
    updates.read(
        brokers,
        record -> {
          if (record.value() == null) {
            wanted.remove(viewer(record));
          } else if (wanted.size() < MOST && isBelow(generation, record)) {
            wanted.put(viewer(record), new Wanted(record.partition(), null));
          }
        });
    updates.read(
        brokers,
        record -> {
          if (record.value() != null && !isBelow(generation, record)) {
            wanted.remove(viewer(record));
          }
        });
    new TopicRange(brokers.starts(watchTopic), brokers.visibleEnds(watchTopic))
        .read(brokers, record -> watched(record).ifPresent(wanted::remove));
    long erased = wanted.size();
    while (!wanted.isEmpty()) {
      Map<String, Long> offsets = publish(wanted);
      Map<TopicPartition, Long> from = ends;
      ends = awaitVisible(wanted, offsets);
      wanted.clear();
      new TopicRange(from, ends).read(brokers, record -> takeCovered(record, offsets, wanted));
    }
    return erased;
  }

  private boolean isBelow(long generation, ConsumerRecord<byte[], byte[]> record) {
    try {
      return records.order(record.value()).order().generation() < generation;
    } catch (UnusableRecordException e) {
      // No reader holds it, and the audit has reported it.
      return false;
    }
  }

  /** The viewer of an event. */
  private Optional<String> watched(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(events.event(record.value()).userId());
    } catch (UnusableRecordException e) {
      return Optional.empty();
    }
  }

  private static String viewer(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  /** Publishes the records, and returns the offset of each. */
  private Map<String, Long> publish(Map<String, Wanted> wanted) throws InterruptedException {
    Map<String, Long> offsets = new HashMap<>();
    Map<String, Future<RecordMetadata>> sent = new HashMap<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      wanted.forEach(
          (viewer, record) ->
              sent.put(
                  viewer,
                  producer.send(
                      new ProducerRecord<>(
                          topic,
                          record.partition(),
                          viewer.getBytes(StandardCharsets.UTF_8),
                          record.value()))));
      for (var entry : sent.entrySet()) {
        offsets.put(entry.getKey(), entry.getValue().get().offset());
      }
    } catch (KafkaException | ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw InterestStreamException.environment(
          "topic %s: cannot be written: %s (expected: the right to write null values)"
              .formatted(topic, cause.getMessage()),
          e);
    }
    return offsets;
  }

  /** The end of what can be read, when it includes what was published. */
  private Map<TopicPartition, Long> awaitVisible(
      Map<String, Wanted> wanted, Map<String, Long> offsets) throws InterruptedException {
    Map<TopicPartition, Long> needed = new HashMap<>();
    offsets.forEach(
        (viewer, offset) ->
            needed.merge(
                new TopicPartition(topic, wanted.get(viewer).partition()), offset + 1, Math::max));
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Map<TopicPartition, Long> ends = brokers.visibleEnds(topic);
      if (needed.entrySet().stream().allMatch(end -> ends.get(end.getKey()) >= end.getValue())) {
        return ends;
      }
      if (System.nanoTime() > deadline) {
        throw InterestStreamException.environment(
            ("topic %s: a transaction is still open (expected: all records up to %s to be visible"
                    + " within %d s; run the audit again)")
                .formatted(topic, needed, limit.toSeconds()));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** Notes the last update of a viewer that lies before the record that was published for it. */
  private static void takeCovered(
      ConsumerRecord<byte[], byte[]> record,
      Map<String, Long> offsets,
      Map<String, Wanted> covered) {
    Long offset = offsets.get(viewer(record));
    if (offset == null) {
      return;
    }
    if (record.offset() < offset && record.value() != null) {
      covered.put(viewer(record), new Wanted(record.partition(), record.value()));
    } else if (record.offset() != offset) {
      covered.remove(viewer(record));
    }
  }
}
