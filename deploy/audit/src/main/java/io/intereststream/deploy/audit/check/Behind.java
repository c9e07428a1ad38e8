package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Update;

/**
 * A viewer whose last update on the topic has a lower order than an earlier one. This is an error,
 * unless the job is still repeating updates after a restart.
 *
 * @param held order of the update that a reader holds
 * @param last order of the last update on the topic
 */
public record Behind(Update.Order held, Update.Order last) {
  @Override
  public String toString() {
    return "the last update on the topic has %s (expected: %s, the highest order on the topic)"
        .formatted(last, held);
  }
}
