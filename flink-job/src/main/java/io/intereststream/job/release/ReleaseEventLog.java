package io.intereststream.job.release;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.kafka.BoundedKafka;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of announcements, on the topic for release events. It also reads records of open and
 * aborted transactions, because their epochs may have been used. With exactly once it also holds
 * the records about transactions whose updates are lost.
 */
public final class ReleaseEventLog implements AnnouncementLog, LostUpdates {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseEventLog.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int JOB = -1;
  private static final long serialVersionUID = 1L;

  private final JobOptions options;

  /** The JDK's clocks are serializable. */
  @SuppressWarnings("serial")
  private final Clock clock;

  /** Where the next search for lost updates begins; null before the first. */
  private transient Map<TopicPartition, Long> positions;

  private transient long lostEpoch;

  /**
   * The log on the topic that the options name.
   *
   * @param clock serializable; gives the time of the records
   */
  public ReleaseEventLog(JobOptions options, Clock clock) {
    this.options = options;
    this.clock = clock;
  }

  @Override
  public Content read() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        BoundedKafka.reader(options, "read_uncommitted")) {
      Reading reading = new Reading(codec(), lostKey());
      readToEnd(consumer, Map.of(), reading);
      return reading.content();
    } catch (KafkaException e) {
      throw fault("read", e);
    }
  }

  @Override
  public long lostEpoch() {
    if (!options.delivery().isExactlyOnce()) {
      return 0;
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        BoundedKafka.reader(options, "read_uncommitted")) {
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
    return "lost/" + options.topics().interestUpdates();
  }

  /** Reads from positions, or from the beginning, and returns where it ended. */
  private Map<TopicPartition, Long> readToEnd(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> from, Reading reading) {
    String topic = options.topics().releaseEvents();
    Map<TopicPartition, Long> ends = BoundedKafka.assign(consumer, topic);
    if (ends.isEmpty()) {
      throw new KafkaException("does not exist");
    }
    for (TopicPartition partition : ends.keySet()) {
      if (from.containsKey(partition)) {
        consumer.seek(partition, from.get(partition));
      } else {
        consumer.seekToBeginning(List.of(partition));
      }
    }
    BoundedKafka.readTo(consumer, ends, reading::take);
    return ends;
  }

  /** The result of the records read so far. */
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
            "{}-{}@{} is not a release event and is skipped: {}",
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

  /** Makes the job publish all viewers again, because the content of the transaction is unknown. */
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
    Properties properties = options.kafka().clientProperties();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 2);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(options.topics().releaseEvents(), record.key, record.value))
          .get();
    } catch (KafkaException | ExecutionException e) {
      throw fault("written", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw fault("written", e);
    }
  }

  private RecordCodec<ReleaseEvent> codec() {
    return options.kafka().codecs().create(ReleaseEvent.class, options.topics().releaseEvents());
  }

  private InterestStreamException fault(String what, Exception e) {
    return InterestStreamException.environment(
        "topic %s at %s: cannot be %s: %s (expected: a topic that can be read and written; until then, no release is announced)"
            .formatted(
                options.topics().releaseEvents(),
                options.kafka().bootstrapServers(),
                what,
                (e.getCause() == null ? e : e.getCause()).getMessage()),
        e);
  }
}
