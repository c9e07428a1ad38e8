package io.intereststream.job.lifecycle;

import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics and the consumer group of the job's options. */
final class KafkaLifecycleTopics implements LifecycleTopics {
  /** Deadline of a single request, in ms. */
  private static final int REQUEST_MS = 5_000;

  /** Deadline of a call that may need several, in ms. */
  private static final int CALL_MS = 10_000;

  private static final long HISTORY_MS = TimeUnit.HOURS.toMillis(1);
  private static final Duration POLL = Duration.ofMillis(100);

  /** Records that a first look back from the end of a partition covers, and its growth. */
  private static final long LOOK_BACK = 64;

  private static final long LOOK_BACK_GROWTH = 8;

  private final String group;
  private final String updateTopic;
  private final List<String> inputs;
  private final InstantSource clock;
  private final String leaseKey;
  private final RecordCodec<ReleaseEvent> codec;

  /** All records of a lease lie in one partition, so that all jobs see them in the same order. */
  private final TopicPartition leases;

  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> leaseReader;

  /** Sees committed records alone. */
  private final KafkaConsumer<byte[], byte[]> inputReader;

  private boolean positioned;

  /** What was read and not returned yet: a call may fail in between. */
  private final List<LeaseNotice> notices = new ArrayList<>();

  KafkaLifecycleTopics(JobOptions options, List<String> inputs, InstantSource clock) {
    this.group = options.groupId();
    this.updateTopic = options.interestUpdates();
    this.inputs = inputs;
    this.clock = clock;
    this.leaseKey = Lifecycle.leaseKey(updateTopic);
    this.codec = options.codecs().create(ReleaseEvent.class, options.releaseEvents());
    this.leases = new TopicPartition(options.releaseEvents(), 0);
    Properties client = options.clientProperties();
    client.put("request.timeout.ms", Integer.toString(REQUEST_MS));
    client.put("default.api.timeout.ms", Integer.toString(CALL_MS));
    Properties writer = new Properties();
    writer.putAll(client);
    writer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(REQUEST_MS));
    writer.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    writer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(CALL_MS));
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      opened.add(admin = Admin.create(client));
      opened.add(
          producer =
              new KafkaProducer<>(writer, new ByteArraySerializer(), new ByteArraySerializer()));
      opened.add(leaseReader = reader(client, "read_uncommitted"));
      inputReader = reader(client, "read_committed");
      leaseReader.assign(List.of(leases));
    } catch (RuntimeException e) {
      opened.forEach(KafkaLifecycleTopics::closeQuietly);
      throw e;
    }
  }

  private static KafkaConsumer<byte[], byte[]> reader(Properties client, String isolation) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public List<LeaseNotice> leases() {
    long end = leaseReader.endOffsets(List.of(leases)).get(leases);
    if (!positioned) {
      OffsetAndTimestamp first =
          leaseReader.offsetsForTimes(Map.of(leases, clock.millis() - HISTORY_MS)).get(leases);
      leaseReader.seek(leases, first == null ? end : first.offset());
      positioned = true;
    }
    PollLimit limit = new PollLimit(leases, end);
    while (leaseReader.position(leases) < end) {
      ConsumerRecords<byte[], byte[]> records = leaseReader.poll(POLL);
      limit.polled(records);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        try {
          notice(record).ifPresent(notices::add);
        } catch (RuntimeException e) {
          // The schema registry does not answer.
          leaseReader.seek(leases, record.offset());
          throw e;
        }
      }
    }
    List<LeaseNotice> read = List.copyOf(notices);
    notices.clear();
    return read;
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
      // Not a record of a job: nobody's lease.
      return Optional.empty();
    }
  }

  @Override
  public void write(ReleaseEvent event) {
    await(
        producer.send(
            new ProducerRecord<>(
                leases.topic(),
                leases.partition(),
                event.getVersion().getBytes(StandardCharsets.UTF_8),
                codec.encode(event))));
  }

  @Override
  public Optional<String> use() {
    List<TopicPartition> updates = partitions(List.of(updateTopic));
    if (inputReader.endOffsets(updates).values().stream().anyMatch(end -> end > 0)) {
      return Optional.of("topic " + updateTopic + ": has updates of a job");
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
    List<TopicPartition> partitions = partitions(inputs);
    Map<TopicPartition, Long> beginnings = inputReader.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>();
    inputReader
        .endOffsets(partitions)
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

  /** The offset after the last visible record; 0 for none. Transactions leave others behind it. */
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
    PollLimit limit = new PollLimit(partition, end);
    long visible = 0;
    inputReader.seek(partition, from);
    while (inputReader.position(partition) < end) {
      ConsumerRecords<byte[], byte[]> records = inputReader.poll(POLL);
      limit.polled(records);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (record.offset() < end) {
          visible = record.offset() + 1;
        }
      }
    }
    return visible;
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
    await(admin.alterConsumerGroupOffsets(group, first).all());
  }

  private Map<TopicPartition, Long> beginnings() {
    return new HashMap<>(inputReader.beginningOffsets(partitions(inputs)));
  }

  private Map<TopicPartition, Long> committed() {
    Map<TopicPartition, Long> committed = new HashMap<>();
    await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
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
    await(admin.describeTopics(topics).allTopicNames())
        .forEach(
            (topic, description) ->
                description
                    .partitions()
                    .forEach(p -> partitions.add(new TopicPartition(topic, p.partition()))));
    return partitions;
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get(CALL_MS + REQUEST_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause().getMessage(), e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("no answer in " + (CALL_MS + REQUEST_MS) + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /** Gives up after {@link #CALL_MS} without a record. */
  private static final class PollLimit {
    private final TopicPartition partition;
    private final long end;
    private int left = (int) (CALL_MS / POLL.toMillis());

    PollLimit(TopicPartition partition, long end) {
      this.partition = partition;
      this.end = end;
    }

    void polled(ConsumerRecords<?, ?> records) {
      if (records.isEmpty() && --left < 0) {
        throw new TimeoutException(partition + ": not read to offset " + end);
      }
    }
  }

  @Override
  public void close() {
    for (AutoCloseable client : List.of(inputReader, leaseReader, admin)) {
      closeQuietly(client);
    }
    producer.close(Duration.ofMillis(REQUEST_MS));
  }

  private static void closeQuietly(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      // The connection is given up anyway.
      Thread.yield();
    }
  }
}
