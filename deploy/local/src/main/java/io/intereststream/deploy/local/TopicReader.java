package io.intereststream.deploy.local;

import io.intereststream.error.InterestStreamException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a whole topic, from its beginning to its end at the start of the call. */
public final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Properties properties;

  /**
   * @param clientProperties properties of the Kafka client, including the brokers
   */
  public TopicReader(Properties clientProperties) {
    properties = new Properties();
    properties.putAll(clientProperties);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
  }

  /**
   * Passes every committed record to {@code sink}, in the order of each partition.
   *
   * @return number of records
   * @throws InterestStreamException if the brokers cannot be reached, the topic does not exist, or
   *     no record arrives for 30 s
   */
  public long read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    try {
      return readToEnd(topic, sink);
    } catch (KafkaException e) {
      throw InterestStreamException.environment(
          "topic %s at %s: %s (expected: a topic that can be read)"
              .formatted(
                  topic,
                  properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG),
                  (e.getCause() == null ? e : e.getCause()).getMessage()),
          e);
    }
  }

  private long readToEnd(String topic, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<PartitionInfo> infos = consumer.partitionsFor(topic);
      if (infos == null || infos.isEmpty()) {
        throw InterestStreamException.environment(
            "topic " + topic + ": does not exist (expected: a topic)");
      }
      List<TopicPartition> partitions =
          infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long count = 0;
      long deadline = System.nanoTime() + SILENCE.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          deadline = System.nanoTime() + SILENCE.toNanos();
          TopicPartition partition = new TopicPartition(topic, record.partition());
          if (record.offset() < ends.get(partition)) {
            sink.accept(record);
            count++;
          }
        }
        if (System.nanoTime() > deadline) {
          Map<TopicPartition, Long> reached = new HashMap<>();
          partitions.forEach(partition -> reached.put(partition, consumer.position(partition)));
          throw InterestStreamException.environment(
              "topic %s: no record for %d s, read to %s (expected: to %s)"
                  .formatted(topic, SILENCE.toSeconds(), reached, ends));
        }
      }
      return count;
    }
  }
}
