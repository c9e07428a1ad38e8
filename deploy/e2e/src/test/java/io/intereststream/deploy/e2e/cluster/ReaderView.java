package io.intereststream.deploy.e2e.cluster;

import io.intereststream.deploy.bench.latency.UpdateFollower;
import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;

/**
 * A reader of the update topic: the newest sequence of each viewer, and the partitions whose events
 * have updates.
 */
final class ReaderView implements AutoCloseable {
  private final RecordCodec<InterestUpdate> codec;
  private final Map<String, Long> sequences = new ConcurrentHashMap<>();

  /** By partition of the watch topic: when the first update of an event after the mark arrived. */
  private final Map<Integer, Long> arrivals = new ConcurrentHashMap<>();

  /** By partition of the watch topic: the release of the newest update. */
  private final Map<Integer, String> releases = new ConcurrentHashMap<>();

  private final UpdateFollower follower;
  private volatile long mark = Long.MAX_VALUE;
  private volatile long lastArrival = System.currentTimeMillis();
  private volatile long longestPauseMs;

  ReaderView(JobOptions options) throws InterruptedException {
    this.codec =
        options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
    this.follower = new UpdateFollower(options, this::take);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    InterestUpdate update;
    try {
      update = codec.decode(record.value());
    } catch (RecordDecodeException e) {
      throw new IllegalStateException(e);
    }
    sequences.merge(update.getUserId(), update.getSequence(), Math::max);
    long now = System.currentTimeMillis();
    longestPauseMs = Math.max(longestPauseMs, now - lastArrival);
    lastArrival = now;
    if (update.getEvent() == null) {
      // Published again, without an event.
      return;
    }
    releases.put(update.getEvent().getPartition(), update.getRelease());
    // An update has the Kafka timestamp of the event that caused it.
    if (record.timestamp() >= mark) {
      arrivals.putIfAbsent(update.getEvent().getPartition(), now);
    }
  }

  /**
   * Waits until an event that was sent after a time has its update, of each partition.
   *
   * @return seconds from that time to the last of these updates
   */
  double secondsUntilUpdatesFlow(long since, int partitions, Duration limit) {
    arrivals.clear();
    mark = since;
    Awaitility.await("updates of events after the fault, from each partition")
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              follower.updates();
              return arrivals.size() >= partitions;
            });
    mark = Long.MAX_VALUE;
    long last = arrivals.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    return Math.max(0, last - since) / 1000.0;
  }

  /** Longest time without an update since the last call, in s. */
  double takeLongestPause() {
    double seconds = longestPauseMs / 1000.0;
    longestPauseMs = 0;
    return seconds;
  }

  /** Waits until the newest updates of all partitions are of a release. */
  void awaitRelease(String version, Duration limit) {
    Awaitility.await("updates of release " + version)
        .atMost(limit)
        .until(() -> releases.values().stream().allMatch(version::equals));
  }

  /** The sequence of the newest update of a viewer; 0 where there is none. */
  long sequence(String viewer) {
    return sequences.getOrDefault(viewer, 0L);
  }

  /** Number of events in {@code sent}, by viewer, that are in no update yet. */
  long missing(Map<String, Integer> sent) {
    follower.updates();
    return sent.entrySet().stream()
        .mapToLong(
            entry -> Math.max(0, entry.getValue() - sequences.getOrDefault(entry.getKey(), 0L)))
        .sum();
  }

  @Override
  public void close() {
    follower.close();
  }
}
