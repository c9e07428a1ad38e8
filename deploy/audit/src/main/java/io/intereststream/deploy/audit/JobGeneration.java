package io.intereststream.deploy.audit;

import io.intereststream.deploy.audit.record.LeaseRecords;
import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.deploy.audit.topic.Brokers;
import io.intereststream.deploy.audit.topic.TopicRange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Finds the generation of the job's current state, in the newest lease record of the update topic.
 * Every history of that state has this generation or a higher one.
 */
final class JobGeneration {
  private final AuditSettings settings;
  private final LeaseRecords leases;
  private final byte[] key;
  private Long newest;

  private JobGeneration(AuditSettings settings) {
    this.settings = settings;
    this.leases = new LeaseRecords(settings.framing());
    this.key =
        LeaseRecords.key(settings.topics().interestUpdates()).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the generation in epoch ms; null if there is no lease record. */
  static Long find(AuditSettings settings, Brokers brokers) throws InterruptedException {
    return new JobGeneration(settings).read(brokers);
  }

  private Long read(Brokers brokers) throws InterruptedException {
    String topic = settings.topics().releaseEvents();
    if (brokers.exists(topic)) {
      new TopicRange(brokers.starts(topic), brokers.visibleEnds(topic)).read(brokers, this::take);
    }
    return newest;
  }

  /** Takes a record. All leases of an update topic are in one partition, so the last is newest. */
  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (!Arrays.equals(record.key(), key)) {
      return;
    }
    try {
      newest = leases.generation(record.value());
    } catch (UnusableRecordException e) {
      // Not written by a job.
    }
  }
}
