package io.intereststream.job.ingest;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.KafkaOptions.LostPositions;
import io.intereststream.job.kafka.BoundedKafka;
import io.intereststream.job.metric.JobMetric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that a topic still has the positions of a checkpoint. Where it does not, the records
 * between are lost to the histories: the job ends with an error that no restart can mend, or, by
 * option, counts the loss and goes on at the earliest record.
 */
final class PositionCheck {
  private static final Logger LOG = LoggerFactory.getLogger(PositionCheck.class);
  private static final long RETRY_MS = 500;
  private static final int ATTEMPTS = 20;

  private final JobOptions options;
  private final Counter lost;

  PositionCheck(JobOptions options, MetricGroup ofOperator) {
    this.options = options;
    this.lost = JobMetric.RECORDS_LOST.counter(ofOperator);
  }

  /**
   * The splits, each at a position that its topic has.
   *
   * @throws SuppressRestartsException if one has another and the option is {@code FAIL}
   */
  List<KafkaPartitionSplit> checked(List<KafkaPartitionSplit> splits) {
    List<TopicPartition> restored =
        splits.stream()
            .filter(PositionCheck::isRestored)
            .map(KafkaPartitionSplit::getTopicPartition)
            .toList();
    if (restored.isEmpty()) {
      return splits;
    }
    Map<TopicPartition, Long> earliest;
    Map<TopicPartition, Long> ends;
    try (Admin admin = Admin.create(options.kafka().clientProperties())) {
      earliest = offsets(admin, restored, OffsetSpec.earliest());
      ends = offsets(admin, restored, OffsetSpec.latest());
      // A leader that has just started may not know yet how far its records are replicated.
      for (int attempt = 1; attempt < ATTEMPTS && isBehind(ends, splits); attempt++) {
        pause();
        ends = offsets(admin, restored, OffsetSpec.latest());
      }
    }
    List<KafkaPartitionSplit> checked = new ArrayList<>(splits.size());
    for (KafkaPartitionSplit split : splits) {
      checked.add(
          isRestored(split)
              ? checked(
                  split,
                  earliest.get(split.getTopicPartition()),
                  ends.get(split.getTopicPartition()))
              : split);
    }
    return checked;
  }

  /** Others have a marker for the beginning of the partition, which it always has. */
  private static boolean isRestored(KafkaPartitionSplit split) {
    return split.getStartingOffset() >= 0;
  }

  private static boolean isBehind(
      Map<TopicPartition, Long> ends, List<KafkaPartitionSplit> splits) {
    return splits.stream()
        .anyMatch(
            split ->
                isRestored(split)
                    && split.getStartingOffset() > ends.get(split.getTopicPartition()));
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InterestStreamException.environment("check of reading positions: interrupted", e);
    }
  }

  private KafkaPartitionSplit checked(KafkaPartitionSplit split, long earliest, long end) {
    long position = split.getStartingOffset();
    if (position >= earliest && position <= end) {
      return split;
    }
    String found =
        "topic %s partition %d: reading position %d (expected: %d to %d, which the topic has; %s)"
            .formatted(
                split.getTopic(),
                split.getPartition(),
                position,
                earliest,
                end,
                position < earliest
                    ? "up to " + (earliest - position) + " records before are deleted"
                    : "it was recreated, or lost its newest records");
    if (options.kafka().lostPositions() == LostPositions.FAIL) {
      throw new SuppressRestartsException(
          InterestStreamException.environment(
              found
                  + ": start over and rebuild the histories from what the topic has, or go on"
                  + " without these records with "
                  + KafkaOptions.LOST_POSITIONS.key()
                  + ": CONTINUE"));
    }
    LOG.error("{}: going on at offset {}", found, earliest);
    lost.inc(Math.max(0, earliest - position));
    return new KafkaPartitionSplit(
        split.getTopicPartition(),
        earliest,
        split.getStoppingOffset().orElse(KafkaPartitionSplit.NO_STOPPING_OFFSET));
  }

  private Map<TopicPartition, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    BoundedKafka.await(options, "offsets of " + partitions, admin.listOffsets(wanted).all())
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }
}
