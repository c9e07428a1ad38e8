package io.intereststream.deploy.audit.topic;

import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.error.InterestStreamException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until the job has read everything that was on its input topics at the start of the wait,
 * and published the results. The job has done so when its committed positions have passed the
 * topics' ends at that time (it commits them at a checkpoint, after it has flushed its sinks) and
 * when every transaction that was open on its output topics is finished.
 */
public final class CaughtUp implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final AuditSettings settings;
  private final Brokers brokers;

  /**
   * Connects to the brokers.
   *
   * @throws InterestStreamException if the addresses or properties of the client are unusable
   */
  public CaughtUp(AuditSettings settings) {
    this.settings = settings;
    this.brokers = new Brokers(settings);
  }

  /** Waits as {@link #await(Duration)} does, with a new client. */
  public static void await(AuditSettings settings, Duration limit) throws InterruptedException {
    try (CaughtUp position = new CaughtUp(settings)) {
      position.await(limit);
    }
  }

  /**
   * Waits until the job has read what is on its topics now.
   *
   * @return the ends at the time of the call: after the last visible record of each partition of
   *     the watch topic and of the topic of erasures
   * @throws InterestStreamException if the job does not get there within {@code limit}
   */
  public Map<TopicPartition, Long> await(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Map<TopicPartition, Long> ends = inputEnds();
    if (!passes(ends, deadline)) {
      throw notReached(ends, limit);
    }
    return ends;
  }

  /** Waits as {@link #await(Duration)} does. Returns whether the job got there. */
  public boolean isReachedWithin(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    return passes(inputEnds(), deadline);
  }

  /** Number of offsets of the watch topic that no checkpoint of the job covers yet. */
  public long left() throws InterruptedException {
    return left(brokers.visibleEnds(settings.topics().watchEvents()));
  }

  private Map<TopicPartition, Long> inputEnds() throws InterruptedException {
    VisibleEnds visible = new VisibleEnds(brokers);
    Map<TopicPartition, Long> ends = new HashMap<>(visible.of(settings.topics().watchEvents()));
    if (brokers.exists(settings.topics().viewerErasures())) {
      ends.putAll(visible.of(settings.topics().viewerErasures()));
    }
    return ends;
  }

  private boolean passes(Map<TopicPartition, Long> ends, long deadline)
      throws InterruptedException {
    while (left(ends) > 0) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(LOOK.toMillis());
    }
    // Pending updates are published within the update interval.
    Thread.sleep(settings.publishInterval().toMillis());
    for (String topic :
        List.of(settings.topics().interestUpdates(), settings.topics().deadLetters())) {
      if (!finishes(topic, brokers.ends(topic), deadline)) {
        return false;
      }
    }
    return true;
  }

  private boolean finishes(String topic, Map<TopicPartition, Long> ends, long deadline)
      throws InterruptedException {
    while (isBehind(brokers.visibleEnds(topic), ends)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(LOOK.toMillis());
    }
    return true;
  }

  private static boolean isBehind(
      Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> positions.getOrDefault(end.getKey(), 0L) < end.getValue());
  }

  private long left(Map<TopicPartition, Long> ends) throws InterruptedException {
    Map<TopicPartition, Long> positions = brokers.positions();
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      left += Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L));
    }
    return left;
  }

  private InterestStreamException notReached(Map<TopicPartition, Long> ends, Duration limit)
      throws InterruptedException {
    long left = left(ends);
    return InterestStreamException.environment(
        left > 0
            ? ("consumer group %s: %d offsets of topics %s and %s left after %d s (expected: 0;"
                    + " is the job running, with checkpoints?)")
                .formatted(
                    settings.group(),
                    left,
                    settings.topics().watchEvents(),
                    settings.topics().viewerErasures(),
                    limit.toSeconds())
            : "topics %s and %s: a transaction is open for %d s (expected: finished; is the job running, with checkpoints?)"
                .formatted(
                    settings.topics().interestUpdates(),
                    settings.topics().deadLetters(),
                    limit.toSeconds()));
  }

  @Override
  public void close() {
    brokers.close();
  }
}
