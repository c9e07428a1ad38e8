package io.intereststream.deploy.audit.topic;

import io.intereststream.error.InterestStreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The records between two positions of each partition of a topic.
 *
 * @param from offset of the first record
 * @param to offset after the last record; the same partitions as in {@code from}
 */
public record TopicRange(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /**
   * Passes every record to a sink, in the order of each partition.
   *
   * @return number of records
   * @throws InterestStreamException if the brokers cannot be reached or nothing arrives for 60 s
   */
  public long read(Brokers brokers, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Map<TopicPartition, Long> left = new HashMap<>(to);
    left.keySet().removeIf(partition -> to.get(partition) <= from.get(partition));
    if (left.isEmpty()) {
      return 0;
    }
    String topic = left.keySet().iterator().next().topic();
    try (KafkaConsumer<byte[], byte[]> consumer = brokers.consumer(topic)) {
      consumer.assign(left.keySet());
      left.keySet().forEach(partition -> consumer.seek(partition, from.get(partition)));
      return read(consumer, left, sink);
    } catch (KafkaException e) {
      throw brokers.unusable(e);
    }
  }

  private static long read(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> left,
      Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    long count = 0;
    long moved = 0;
    long deadline = System.nanoTime() + SILENCE.toNanos();
    while (!left.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Long end = left.get(new TopicPartition(record.topic(), record.partition()));
        if (end != null && record.offset() < end) {
          sink.accept(record);
          count++;
        }
      }
      List<TopicPartition> done = new ArrayList<>();
      long position = 0;
      for (Map.Entry<TopicPartition, Long> entry : left.entrySet()) {
        long at = consumer.position(entry.getKey());
        position += at;
        if (at >= entry.getValue()) {
          done.add(entry.getKey());
        }
      }
      consumer.pause(done);
      left.keySet().removeAll(done);
      // Aborted records are not returned, but the position passes them.
      if (position != moved || !done.isEmpty()) {
        moved = position;
        deadline = System.nanoTime() + SILENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw InterestStreamException.environment(
            "topic partitions %s: nothing for %d s (expected: records up to these offsets)"
                .formatted(left, SILENCE.toSeconds()));
      }
    }
    return count;
  }
}
