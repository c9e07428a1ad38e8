package io.intereststream.job.ingest;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.KafkaOptions.LostPositions;
import io.intereststream.job.config.StartOptions;
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
 * Checks that a topic still has the positions of a checkpoint. If it does not, the histories miss
 * the records in between. The job then ends with an error and without a restart or, depending on
 * {@link KafkaOptions#LOST_POSITIONS}, counts the lost records and continues at the earliest one.
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
   * Returns the splits, each at a position that its topic has. A new split gets the position of the
   * earliest record. Flink would store only a marker for it, and if the job stopped before it read
   * a record, nobody could see later which records were deleted meanwhile.
   *
   * @throws SuppressRestartsException if a position no longer exists and the option is {@code FAIL}
   */
  List<KafkaPartitionSplit> checked(List<KafkaPartitionSplit> splits) {
    if (splits.isEmpty()) {
      return splits;
    }
    List<KafkaPartitionSplit> restored = splits.stream().filter(PositionCheck::isRestored).toList();
    Map<TopicPartition, Long> earliest;
    Map<TopicPartition, Long> ends;
    try (Admin admin = Admin.create(options.kafka().clientProperties())) {
      earliest = offsets(admin, splits, OffsetSpec.earliest());
      ends = restored.isEmpty() ? Map.of() : offsets(admin, restored, OffsetSpec.latest());
      // A leader that has just started may report an end that is too low, because it does not know
      // yet which records are replicated.
      for (int attempt = 1; attempt < ATTEMPTS && isBehind(ends, restored); attempt++) {
        pause();
        ends = offsets(admin, restored, OffsetSpec.latest());
      }
    }
    List<KafkaPartitionSplit> checked = new ArrayList<>(splits.size());
    for (KafkaPartitionSplit split : splits) {
      long first = earliest.get(split.getTopicPartition());
      checked.add(
          isRestored(split)
              ? checked(split, first, ends.get(split.getTopicPartition()))
              : at(split, first));
    }
    return checked;
  }

  /**
   * Whether the split comes from a checkpoint. A new one has a negative marker for the beginning.
   */
  private static boolean isRestored(KafkaPartitionSplit split) {
    return split.getStartingOffset() >= 0;
  }

  private static boolean isBehind(
      Map<TopicPartition, Long> ends, List<KafkaPartitionSplit> restored) {
    return restored.stream()
        .anyMatch(split -> split.getStartingOffset() > ends.get(split.getTopicPartition()));
  }

  private static KafkaPartitionSplit at(KafkaPartitionSplit split, long offset) {
    return new KafkaPartitionSplit(
        split.getTopicPartition(),
        offset,
        split.getStoppingOffset().orElse(KafkaPartitionSplit.NO_STOPPING_OFFSET));
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InterestStreamException.environment("check of the read positions: interrupted", e);
    }
  }

  private KafkaPartitionSplit checked(KafkaPartitionSplit split, long earliest, long end) {
    long position = split.getStartingOffset();
    if (position >= earliest && position <= end) {
      return split;
    }
    String found =
        "topic %s partition %d: read position %d (expected: %d to %d, the offsets that the topic has; %s)"
            .formatted(
                split.getTopic(),
                split.getPartition(),
                position,
                earliest,
                end,
                position < earliest
                    ? "up to "
                        + (earliest - position)
                        + " records were deleted before the job read them"
                    : "the topic was recreated, or lost its newest records");
    if (options.kafka().lostPositions() == LostPositions.FAIL) {
      throw new SuppressRestartsException(
          InterestStreamException.environment(
              found
                  + "; either start without a checkpoint and set "
                  + StartOptions.FRESH_KEY
                  + ": true (`job --fresh`), which rebuilds the histories from the records that"
                  + " the topic still has, or set "
                  + KafkaOptions.LOST_POSITIONS.key()
                  + ": CONTINUE to go on without the lost records"));
    }
    LOG.error("{}: the job continues at offset {}", found, earliest);
    lost.inc(Math.max(0, earliest - position));
    return at(split, earliest);
  }

  private Map<TopicPartition, Long> offsets(
      Admin admin, List<KafkaPartitionSplit> splits, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    splits.forEach(split -> wanted.put(split.getTopicPartition(), which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    BoundedKafka.await(options, "offsets of " + wanted.keySet(), admin.listOffsets(wanted).all())
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }
}
