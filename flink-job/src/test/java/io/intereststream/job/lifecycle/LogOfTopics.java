package io.intereststream.job.lifecycle;

import io.intereststream.error.InterestStreamException;
import io.intereststream.schema.JobNotice;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TimeoutException;

/** Topics in memory that several jobs may use, and that can be down. */
final class LogOfTopics {
  static final TopicPartition PARTITION = new TopicPartition("watch-events", 0);

  final List<ReleaseEvent> events = new ArrayList<>();
  final Map<TopicPartition, Long> ends = new HashMap<>();
  final Map<TopicPartition, Long> positions = new HashMap<>();
  Optional<String> use = Optional.empty();

  /** Number of calls that the brokers answer before they are down. */
  int answers = Integer.MAX_VALUE;

  /** What the brokers refuse to do; null for nothing. */
  ApiException refusal;

  int resets;
  int open;

  LifecycleTopics connect() {
    checkUp();
    open++;
    return new Connection();
  }

  /** Throws what the clients throw if the brokers do not answer. */
  private void checkUp() {
    if (refusal != null) {
      throw InterestStreamException.environment("positions at localhost: refused", refusal);
    }
    if (answers == 0) {
      throw InterestStreamException.environment(
          "positions at localhost: no answer", new TimeoutException("no answer"));
    }
    answers--;
  }

  private final class Connection implements LifecycleTopics {
    private int read;

    @Override
    public List<LeaseNotice> leases() {
      if (answers == 0) {
        throw new TimeoutException("no answer");
      }
      checkUp();
      List<LeaseNotice> notices = new ArrayList<>();
      for (ReleaseEvent event : events.subList(read, events.size())) {
        JobNotice job = event.getJob();
        if (event.getKind() == ReleaseEventKind.LEASE) {
          notices.add(
              new LeaseNotice(
                  job.getHolder(),
                  job.getInstance(),
                  job.getHost(),
                  job.getReleased(),
                  event.getAt().toEpochMilli()));
        }
      }
      read = events.size();
      return notices;
    }

    @Override
    public void write(ReleaseEvent event) {
      checkUp();
      events.add(event);
    }

    @Override
    public Optional<String> use() {
      checkUp();
      return use;
    }

    @Override
    public Map<TopicPartition, Long> visibleEnds() {
      checkUp();
      return Map.copyOf(ends);
    }

    @Override
    public Map<TopicPartition, Long> positions() {
      checkUp();
      return Map.copyOf(positions);
    }

    @Override
    public void resetPositions() {
      checkUp();
      resets++;
      positions.replaceAll((partition, offset) -> 0L);
    }

    @Override
    public void close() {
      open--;
    }
  }
}
