package io.intereststream.job.lifecycle;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.kafka.BoundedKafka;
import io.intereststream.schema.ReleaseEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The topics and the consumer group that the job's options name. */
final class KafkaLifecycleTopics implements LifecycleTopics {
  /**
   * Number of offsets before the end of a partition from which to read at first. Each further
   * attempt starts {@link #LOOK_BACK_GROWTH} times as many offsets before the end.
   */
  private static final long LOOK_BACK = 64;

  private static final long LOOK_BACK_GROWTH = 8;

  private final JobOptions options;
  private final String group;
  private final String updateTopic;
  private final List<String> inputs;
  private final Admin admin;
  private final LeaseLog leases;

  /** Sees only committed records. */
  private final KafkaConsumer<byte[], byte[]> inputReader;

  KafkaLifecycleTopics(JobOptions options, List<String> inputs, InstantSource clock) {
    this.options = options;
    this.group = options.kafka().groupId();
    this.updateTopic = options.topics().interestUpdates();
    this.inputs = inputs;
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      opened.add(admin = Admin.create(BoundedKafka.client(options)));
      opened.add(leases = new LeaseLog(options, clock));
      inputReader = BoundedKafka.reader(options, "read_committed");
    } catch (RuntimeException e) {
      opened.forEach(BoundedKafka::close);
      throw e;
    }
  }

  @Override
  public List<LeaseNotice> leases() {
    return leases.read();
  }

  @Override
  public void write(ReleaseEvent event) {
    leases.write(event);
  }

  @Override
  public Optional<String> use() {
    List<TopicPartition> updates = partitions(List.of(updateTopic));
    if (offsets(updates, OffsetSpec.latest()).values().stream().anyMatch(end -> end > 0)) {
      return Optional.of("topic " + updateTopic + ": contains updates of a job");
    }
    Map<TopicPartition, Long> committed = committed();
    return partitions(inputs).stream()
        .filter(partition -> committed.getOrDefault(partition, 0L) > 0)
        .findFirst()
        .map(
            p ->
                "consumer group "
                    + group
                    + ": a job has read "
                    + p
                    + " up to offset "
                    + committed.get(p));
  }

  @Override
  public Map<TopicPartition, Long> visibleEnds() {
    Map<TopicPartition, Long> beginnings = beginnings();
    Map<TopicPartition, Long> ends = new HashMap<>();
    offsets(partitions(inputs), OffsetSpec.latest())
        .forEach(
            (partition, end) -> {
              long visible = visibleEnd(partition, beginnings.get(partition), end);
              if (visible > 0) {
                ends.put(partition, visible);
              }
            });
    inputReader.assign(List.of());
    return ends;
  }

  /**
   * The offset after the last visible record; 0 for none. Markers of transactions may follow it.
   */
  private long visibleEnd(TopicPartition partition, long beginning, long end) {
    inputReader.assign(List.of(partition));
    for (long back = LOOK_BACK; ; back *= LOOK_BACK_GROWTH) {
      long from = Math.max(beginning, end - back);
      long visible = lastVisible(partition, from, end);
      if (visible > 0 || from == beginning) {
        return visible;
      }
    }
  }

  private long lastVisible(TopicPartition partition, long from, long end) {
    AtomicLong visible = new AtomicLong();
    inputReader.seek(partition, from);
    BoundedKafka.readTo(
        inputReader,
        Map.of(partition, end),
        record -> {
          if (record.offset() < end) {
            visible.set(record.offset() + 1);
          }
        });
    return visible.get();
  }

  @Override
  public Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = beginnings();
    committed().forEach((partition, offset) -> positions.merge(partition, offset, Math::max));
    return positions;
  }

  @Override
  public void resetPositions() {
    Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
    beginnings()
        .forEach((partition, offset) -> first.put(partition, new OffsetAndMetadata(offset)));
    BoundedKafka.await(
        options, "reset of group " + group, admin.alterConsumerGroupOffsets(group, first).all());
  }

  private Map<TopicPartition, Long> beginnings() {
    return offsets(partitions(inputs), OffsetSpec.earliest());
  }

  /** Offsets by partition; the latest is the end of the last completed transaction. */
  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    BoundedKafka.await(
            options,
            "offsets of " + partitions,
            admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  private Map<TopicPartition, Long> committed() {
    Map<TopicPartition, Long> committed = new HashMap<>();
    BoundedKafka.await(
            options,
            "positions of group " + group,
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null && inputs.contains(partition.topic())) {
                committed.put(partition, offset.offset());
              }
            });
    return committed;
  }

  private List<TopicPartition> partitions(List<String> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    BoundedKafka.await(
            options, "describe topics " + topics, admin.describeTopics(topics).allTopicNames())
        .forEach(
            (topic, description) ->
                description
                    .partitions()
                    .forEach(p -> partitions.add(new TopicPartition(topic, p.partition()))));
    return partitions;
  }

  @Override
  public void close() {
    List.of(inputReader, leases, admin).forEach(BoundedKafka::close);
  }
}
