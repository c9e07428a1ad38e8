package io.intereststream.job.release;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.publish.LostUpdates;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The release-events topic as the log of announcements. Reads records of transactions that are open
 * or were aborted, too: an epoch in one of them may have been used. Under exactly once it also
 * holds the news that a transaction of updates is lost.
 */
public final class ReleaseEventLog implements AnnouncementLog, LostUpdates {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseEventLog.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Polls without a record after which the broker is taken to hang. */
  private static final long MAX_SILENT_POLLS = TIMEOUT.dividedBy(POLL);

  private static final int JOB = -1;
  private static final long serialVersionUID = 1L;

  private final JobOptions options;

  /** Those of the JDK are serializable. */
  @SuppressWarnings("serial")
  private final Clock clock;

  /** Where the next search for lost updates begins; null before the first. */
  private transient Map<TopicPartition, Long> positions;

  private transient long lostEpoch;

  /**
   * The topic of these options.
   *
   * @param clock serializable; gives the time of the records
   */
  public ReleaseEventLog(JobOptions options, Clock clock) {
    this.options = options;
    this.clock = clock;
  }

  @Override
  public Content read() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Reading reading = new Reading(codec(), lostKey());
      readToEnd(consumer, Map.of(), reading);
      return reading.content();
    } catch (KafkaException e) {
      throw fault("read", e);
    }
  }

  @Override
  public long lostEpoch() {
    if (options.guarantee() != DeliveryGuarantee.EXACTLY_ONCE) {
      return 0;
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Reading reading = new Reading(codec(), lostKey());
      positions = readToEnd(consumer, positions == null ? Map.of() : positions, reading);
      lostEpoch = Math.max(lostEpoch, reading.lost);
      return lostEpoch;
    } catch (KafkaException e) {
      throw fault("read", e);
    }
  }

  /** Key of the records about lost updates: other jobs may use the same topic. */
  private String lostKey() {
    return "lost/" + options.interestUpdates();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Properties properties = options.clientProperties();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Reads from positions, or from the beginning, and returns where it ended. */
  private Map<TopicPartition, Long> readToEnd(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> from, Reading reading) {
    String topic = options.releaseEvents();
    List<PartitionInfo> infos = consumer.partitionsFor(topic, TIMEOUT);
    List<TopicPartition> partitions =
        infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
    if (partitions.isEmpty()) {
      throw new KafkaException("does not exist");
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
    for (TopicPartition partition : partitions) {
      if (from.containsKey(partition)) {
        consumer.seek(partition, from.get(partition));
      } else {
        consumer.seekToBeginning(List.of(partition));
      }
    }
    long silent = 0;
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey(), TIMEOUT) < end.getValue())) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      records.forEach(reading::take);
      silent = records.isEmpty() ? silent + 1 : 0;
      if (silent > MAX_SILENT_POLLS) {
        throw new KafkaException(
            "no record for %d s before the end %s".formatted(TIMEOUT.toSeconds(), ends));
      }
    }
    return ends;
  }

  /** What was read so far. */
  private static final class Reading {
    private static final byte[] NOTHING = {};

    private final RecordCodec<ReleaseEvent> codec;
    private final String lostKey;
    private long highest;
    private long lost;
    private ReleaseEvent newest;

    Reading(RecordCodec<ReleaseEvent> codec, String lostKey) {
      this.codec = codec;
      this.lostKey = lostKey;
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
      ReleaseEvent event;
      try {
        event = codec.decode(record.value() == null ? NOTHING : record.value());
      } catch (RecordDecodeException e) {
        LOG.warn(
            "{}-{}@{} is no release event and is passed over: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            e.getMessage());
        return;
      }
      highest = Math.max(highest, event.getEpoch());
      if (event.getVersion().equals(lostKey)) {
        lost = Math.max(lost, event.getEpoch());
      }
      boolean isAnnouncement =
          event.getKind() == ReleaseEventKind.ANNOUNCED && event.getManifestSha256() != null;
      if (isAnnouncement && (newest == null || event.getEpoch() > newest.getEpoch())) {
        newest = event;
      }
    }

    Content content() {
      return new Content(
          highest,
          newest == null
              ? null
              : ModelRelease.newBuilder()
                  .setVersion(newest.getVersion())
                  .setManifestSha256(newest.getManifestSha256())
                  .setEpoch(newest.getEpoch())
                  .setLocation("")
                  .build());
    }
  }

  @Override
  public void append(ModelRelease announced) {
    ReleaseEvent event =
        ReleaseEventWriter.complete(
            ReleaseEventWriter.about(announced, ReleaseEventKind.ANNOUNCED)
                .setManifestSha256(announced.getManifestSha256()),
            JOB,
            clock.millis());
    write(event);
  }

  /** Has all viewers published again: nobody knows what was in the transaction. */
  @Override
  public void report(Throwable reason) throws IOException {
    LOG.error(
        "Updates of a transaction are lost (expected: interest-stream.delivery.transaction-timeout"
            + " longer than any pause of the job). All viewers are published again.",
        reason);
    try {
      long now = clock.millis();
      write(
          ReleaseEventWriter.complete(
              ReleaseEvent.newBuilder()
                  .setVersion(lostKey())
                  .setEpoch(ReleaseEpochs.after(read().highestEpoch(), now))
                  .setKind(ReleaseEventKind.ANNOUNCED)
                  .setDurationMs(0)
                  .setReason("updates of a transaction are lost: " + reason.getMessage()),
              JOB,
              now));
    } catch (InterestStreamException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void write(ReleaseEvent event) {
    OutputRecord record = new ReleaseEventWriter(codec()).write(event);
    Properties properties = options.clientProperties();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 2);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(options.releaseEvents(), record.key, record.value)).get();
    } catch (KafkaException | ExecutionException e) {
      throw fault("written", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw fault("written", e);
    }
  }

  private RecordCodec<ReleaseEvent> codec() {
    return options.codecs().create(ReleaseEvent.class, options.releaseEvents());
  }

  private InterestStreamException fault(String what, Exception e) {
    return InterestStreamException.environment(
        "topic %s at %s: cannot be %s: %s (expected: the epochs of all announcements; none is given before)"
            .formatted(
                options.releaseEvents(),
                options.bootstrapServers(),
                what,
                (e.getCause() == null ? e : e.getCause()).getMessage()),
        e);
  }
}
