package io.intereststream.job.lifecycle;

import io.intereststream.schema.JobNotice;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Topics in memory that several jobs may use, and that can be down. */
final class LogOfTopics {
  static final TopicPartition PARTITION = new TopicPartition("watch-events", 0);

  final List<ReleaseEvent> events = new ArrayList<>();
  final Map<TopicPartition, Long> ends = new HashMap<>();
  final Map<TopicPartition, Long> positions = new HashMap<>();
  Optional<String> use = Optional.empty();
  boolean down;
  int resets;
  int open;

  LifecycleTopics connect() {
    checkUp();
    open++;
    return new Connection();
  }

  private void checkUp() {
    if (down) {
      throw new KafkaException("brokers are down");
    }
  }

  private final class Connection implements LifecycleTopics {
    private int read;

    @Override
    public List<LeaseNotice> leases() {
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
