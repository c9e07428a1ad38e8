package io.intereststream.deploy.audit;

import io.intereststream.deploy.audit.baseline.TrustedHistories;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How to audit.
 *
 * @param limit maximum time to wait for the job
 * @param every whether to compare every update on the topic at its own sequence number, and not
 *     only the one that a reader holds for each viewer
 * @param baseline folder with the histories of an earlier audit, from which this audit continues
 *     and to which it writes its own; null for none
 * @param trusted histories from which this audit continues in place of those of an earlier audit;
 *     null for none
 * @param eraseLeft whether to publish null values for viewers whose update comes from an earlier
 *     start of the job, if the audit passes
 */
public record AuditOptions(
    Duration limit, boolean every, Path baseline, TrustedHistories trusted, boolean eraseLeft) {
  /** An audit of what readers hold, without a baseline. */
  public static AuditOptions waiting(Duration limit) {
    return new AuditOptions(limit, false, null, null, false);
  }
}
