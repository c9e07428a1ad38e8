package io.intereststream.job.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The watch topic, of several partitions, and the topic of erasures, of one. */
final class InputTopics {
  static final int PARTITIONS = 3;

  /** The number that stands for the topic of erasures. */
  static final int ERASURES = PARTITIONS;

  private static final String ERASE_HEADER = "interest-stream-erase";

  private final List<List<ConsumerRecord<byte[], byte[]>>> records = new ArrayList<>();
  private final long[] starts = new long[PARTITIONS + 1];

  InputTopics() {
    for (int i = 0; i <= PARTITIONS; i++) {
      records.add(new ArrayList<>());
    }
  }

  /**
   * Appends a record.
   *
   * @param partition or {@link #ERASURES}
   * @param timestamp negative for none
   */
  void append(int partition, String key, byte[] value, long timestamp, boolean eraseHeader) {
    RecordHeaders headers = new RecordHeaders();
    if (eraseHeader) {
      headers.add(ERASE_HEADER, new byte[0]);
    }
    List<ConsumerRecord<byte[], byte[]>> log = records.get(partition);
    log.add(
        new ConsumerRecord<>(
            partition == ERASURES ? "viewer-erasures" : "watch-events",
            partition == ERASURES ? 0 : partition,
            log.size(),
            timestamp,
            timestamp < 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME,
            -1,
            -1,
            key.getBytes(StandardCharsets.UTF_8),
            value,
            headers,
            Optional.empty()));
  }

  /** The record at an offset; null at the end. */
  ConsumerRecord<byte[], byte[]> read(int partition, long offset) {
    if (offset < starts[partition]) {
      throw new AssertionError("partition " + partition + " no longer has offset " + offset);
    }
    List<ConsumerRecord<byte[], byte[]>> log = records.get(partition);
    return offset < log.size() ? log.get((int) offset) : null;
  }

  /** All records of a partition that were ever appended. */
  List<ConsumerRecord<byte[], byte[]>> all(int partition) {
    return records.get(partition);
  }

  long start(int partition) {
    return starts[partition];
  }

  long[] starts() {
    return starts.clone();
  }

  long[] ends() {
    return records.stream().mapToLong(List::size).toArray();
  }

  /** Deletes the records before an offset. */
  void deleteBefore(int partition, long offset) {
    starts[partition] = Math.max(starts[partition], offset);
  }

  /** The oldest Kafka timestamp that the watch topic still has; the highest long if it has none. */
  long oldestTimestamp() {
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < PARTITIONS; i++) {
      List<ConsumerRecord<byte[], byte[]>> log = records.get(i);
      for (int offset = (int) starts[i]; offset < log.size(); offset++) {
        long timestamp = log.get(offset).timestamp();
        oldest = timestamp < 0 ? oldest : Math.min(oldest, timestamp);
      }
    }
    return oldest;
  }
}
