package io.intereststream.deploy.audit;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How to audit.
 *
 * @param limit longest time to wait for the job
 * @param every whether to compare every update on the topic at its own sequence number, and not
 *     only the one that a reader holds of each viewer
 * @param baseline folder with what an earlier audit found right, where this one begins and puts
 *     what it finds; null for none
 * @param eraseLeft whether to publish null values for viewers whom a job that was begun earlier
 *     left on the update topic, if the invariant holds
 */
public record AuditOptions(Duration limit, boolean every, Path baseline, boolean eraseLeft) {
  /** An audit of what readers hold, without a baseline. */
  public static AuditOptions waiting(Duration limit) {
    return new AuditOptions(limit, false, null, false);
  }
}
