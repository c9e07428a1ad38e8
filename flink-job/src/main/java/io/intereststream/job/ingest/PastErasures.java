package io.intereststream.job.ingest;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.kafka.BoundedKafka;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The erasures that were on their topic when the job was started. A job without a checkpoint reads
 * them before any event, because an erasure that it reads later would also erase newer events. The
 * source of erasures starts after them.
 */
public final class PastErasures implements Serializable {
  /** No erasures. */
  public static final PastErasures NONE = new PastErasures(null, Map.of());

  private static final long serialVersionUID = 1L;

  /** Takes erasures. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes an erasure.
     *
     * @param timestamp Kafka timestamp of its record, epoch ms
     */
    void take(Watch erasure, long timestamp) throws IOException;
  }

  private final JobOptions options;

  /** The offset after the last of them, by partition. */
  private final TreeMap<Integer, Long> ends;

  private PastErasures(JobOptions options, Map<Integer, Long> ends) {
    this.options = options;
    this.ends = new TreeMap<>(ends);
  }

  /**
   * Returns those that are on the topic now.
   *
   * @throws io.intereststream.error.InterestStreamException if the brokers do not answer in time
   */
  public static PastErasures of(JobOptions options) {
    Map<Integer, Long> ends = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = reader(options)) {
      BoundedKafka.assign(consumer, options.topics().viewerErasures())
          .forEach((partition, end) -> ends.put(partition.partition(), end));
    } catch (KafkaException e) {
      throw BoundedKafka.failed(
          options, "ends of topic " + options.topics().viewerErasures(), e.getMessage(), e);
    }
    return new PastErasures(options, ends);
  }

  private static KafkaConsumer<byte[], byte[]> reader(JobOptions options) {
    return BoundedKafka.reader(
        options,
        options
            .kafka()
            .clientProperties()
            .getProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"));
  }

  /** Where the source of erasures starts, by partition. */
  Map<Integer, Long> ends() {
    return Map.copyOf(ends);
  }

  /** Reads them, in the order of each partition. */
  public void read(Sink sink) throws IOException {
    if (ends.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> upTo = new HashMap<>();
    ends.forEach(
        (partition, end) ->
            upTo.put(new TopicPartition(options.topics().viewerErasures(), partition), end));
    try (KafkaConsumer<byte[], byte[]> consumer = reader(options)) {
      consumer.assign(upTo.keySet());
      consumer.seekToBeginning(upTo.keySet());
      BoundedKafka.readTo(consumer, upTo, record -> take(record, sink));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Sink sink) throws IOException {
    Watch erasure = Erasures.of(record);
    if (erasure != null && record.offset() < ends.get(record.partition())) {
      sink.take(erasure, record.timestamp());
    }
  }
}
