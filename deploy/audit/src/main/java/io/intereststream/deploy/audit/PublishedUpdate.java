package io.intereststream.deploy.audit;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An update on the topic. Its value stays encoded: decoded, it takes five times the memory.
 *
 * @param epoch of its release
 */
record PublishedUpdate(
    String userId,
    long sequence,
    long epoch,
    String release,
    ConsumerRecord<byte[], byte[]> record) {

  /** By the order that readers follow. */
  boolean isNewerThan(PublishedUpdate before) {
    return sequence != before.sequence ? sequence > before.sequence : epoch > before.epoch;
  }
}
