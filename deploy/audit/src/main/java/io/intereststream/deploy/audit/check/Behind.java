package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Update;

/**
 * A viewer whose last update on the topic is below one before it. That is wrong unless the job is
 * about to repeat updates after a restart.
 *
 * @param held the order of the update that a reader holds
 * @param last the order of the last one on the topic
 */
public record Behind(Update.Order held, Update.Order last) {
  @Override
  public String toString() {
    return "the last update on the topic has %s (expected: %s, as the highest)"
        .formatted(last, held);
  }
}
