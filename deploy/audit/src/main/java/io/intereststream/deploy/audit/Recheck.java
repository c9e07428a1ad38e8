package io.intereststream.deploy.audit;

import io.intereststream.deploy.audit.check.Behind;
import io.intereststream.deploy.audit.check.Mismatches;
import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.record.UpdateRecords;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.deploy.audit.topic.Brokers;
import io.intereststream.deploy.audit.topic.CaughtUp;
import io.intereststream.deploy.audit.topic.TopicRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Checks again the viewers whose last update has a lower order than an earlier one. After a
 * restart, the job repeats the updates since its checkpoint. When its next checkpoint covers
 * everything on the topics, it has repeated all of them.
 */
final class Recheck {
  private final AuditSettings settings;
  private final Brokers brokers;
  private final Duration limit;
  private final Mismatches mismatches;
  private final UpdateRecords records;

  Recheck(AuditSettings settings, Brokers brokers, Duration limit, Mismatches mismatches) {
    this.settings = settings;
    this.brokers = brokers;
    this.limit = limit;
    this.mismatches = mismatches;
    this.records = new UpdateRecords(settings.framing());
  }

  /**
   * Checks the viewers again.
   *
   * @param behind the viewers
   * @param from end of the updates that were already read
   */
  void run(Map<String, Behind> behind, Map<TopicPartition, Long> from) throws InterruptedException {
    if (behind.isEmpty()) {
      return;
    }
    try (CaughtUp position = new CaughtUp(settings)) {
      position.isReachedWithin(limit);
    }
    Map<String, Behind> left = new HashMap<>(behind);
    Map<TopicPartition, Long> to = brokers.visibleEnds(settings.topics().interestUpdates());
    to.keySet().retainAll(from.keySet());
    new TopicRange(from, to).read(brokers, record -> take(record, behind, left));
    left.forEach((viewer, found) -> mismatches.add("viewer " + viewer + ": " + found));
  }

  private void take(
      ConsumerRecord<byte[], byte[]> record, Map<String, Behind> behind, Map<String, Behind> left) {
    String viewer = new String(record.key(), StandardCharsets.UTF_8);
    Behind before = behind.get(viewer);
    if (before == null) {
      return;
    }
    if (record.value() == null) {
      left.remove(viewer);
      return;
    }
    try {
      Update.Order order = records.order(record.value()).order();
      if (order.compareTo(before.held()) >= 0) {
        left.remove(viewer);
      } else {
        left.put(viewer, new Behind(before.held(), order));
      }
    } catch (UnusableRecordException e) {
      left.put(viewer, before);
    }
  }
}
