package io.intereststream.job.lifecycle;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.kafka.BoundedKafka;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The lease records of an update topic, on the topic for release events. */
final class LeaseLog implements AutoCloseable {
  private static final long HISTORY_MS = TimeUnit.HOURS.toMillis(1);

  private final String leaseKey;
  private final JobOptions options;
  private final InstantSource clock;
  private final RecordCodec<ReleaseEvent> codec;

  /** All lease records are in one partition, so all jobs see them in the same order. */
  private final TopicPartition leases;

  private final KafkaProducer<byte[], byte[]> producer;

  /** Reads uncommitted records, because it must not wait for transactions with other events. */
  private final KafkaConsumer<byte[], byte[]> leaseReader;

  private boolean positioned;

  /** Records that were read but not returned yet, because the call failed. */
  private final List<LeaseNotice> notices = new ArrayList<>();

  LeaseLog(JobOptions options, InstantSource clock) {
    this.options = options;
    this.clock = clock;
    this.leaseKey = Lifecycle.leaseKey(options.topics().interestUpdates());
    this.codec =
        options.kafka().codecs().create(ReleaseEvent.class, options.topics().releaseEvents());
    this.leases = new TopicPartition(options.topics().releaseEvents(), 0);
    Properties writer = BoundedKafka.client(options);
    writer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(BoundedKafka.REQUEST_MS));
    writer.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    writer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(BoundedKafka.CALL_MS));
    this.leaseReader = BoundedKafka.reader(options, "read_uncommitted");
    try {
      leaseReader.assign(List.of(leases));
      this.producer =
          new KafkaProducer<>(writer, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (RuntimeException e) {
      BoundedKafka.close(leaseReader);
      throw e;
    }
  }

  /** Returns the records since the last call; at the first call, those of the last hour. */
  List<LeaseNotice> read() {
    long end = leaseReader.endOffsets(List.of(leases)).get(leases);
    if (!positioned) {
      OffsetAndTimestamp first =
          leaseReader.offsetsForTimes(Map.of(leases, clock.millis() - HISTORY_MS)).get(leases);
      leaseReader.seek(leases, first == null ? end : first.offset());
      positioned = true;
    }
    BoundedKafka.readTo(leaseReader, Map.of(leases, end), this::take);
    List<LeaseNotice> read = List.copyOf(notices);
    notices.clear();
    return read;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      notice(record).ifPresent(notices::add);
    } catch (RuntimeException e) {
      // The schema registry does not answer: read this record again at the next call.
      leaseReader.seek(leases, record.offset());
      throw e;
    }
  }

  private Optional<LeaseNotice> notice(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null
        || !leaseKey.equals(new String(record.key(), StandardCharsets.UTF_8))) {
      return Optional.empty();
    }
    try {
      ReleaseEvent event = codec.decode(record.value());
      if (event.getKind() != ReleaseEventKind.LEASE || event.getJob() == null) {
        return Optional.empty();
      }
      return Optional.of(
          new LeaseNotice(
              event.getJob().getHolder(),
              event.getJob().getInstance(),
              event.getJob().getHost(),
              event.getJob().getReleased(),
              record.timestamp()));
    } catch (RecordDecodeException e) {
      // Not written by a job, so it is not a lease.
      return Optional.empty();
    }
  }

  /** Writes an event about the job, and waits until it is stored. */
  void write(ReleaseEvent event) {
    BoundedKafka.await(
        options,
        "write to topic " + leases.topic(),
        producer.send(
            new ProducerRecord<>(
                leases.topic(),
                leases.partition(),
                event.getVersion().getBytes(StandardCharsets.UTF_8),
                codec.encode(event))));
  }

  @Override
  public void close() {
    BoundedKafka.close(leaseReader);
    producer.close(Duration.ofMillis(BoundedKafka.REQUEST_MS));
  }
}
