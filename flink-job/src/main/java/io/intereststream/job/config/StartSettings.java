package io.intereststream.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;

/**
 * The values of {@link StartOptions}.
 *
 * @param fresh whether the job may start without a checkpoint on topics that a job has already used
 * @param acceptsChangedOptions whether it may continue from a state that was computed with other
 *     options
 * @param suffix suffix of group, transactions and update topic of a second job; empty for the only
 *     job
 * @param checkpointAlertAge age of the newest completed checkpoint above which the job logs an
 *     error
 */
public record StartSettings(
    boolean fresh, boolean acceptsChangedOptions, String suffix, Duration checkpointAlertAge)
    implements Serializable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Duration LEAST_ALERT_AGE = Duration.ofMinutes(2);

  static StartSettings from(OptionChecks checks) {
    return new StartSettings(
        checks.get(StartOptions.FRESH),
        checks.get(StartOptions.ACCEPT_CHANGED_OPTIONS),
        suffix(checks),
        checkpointAlertAge(checks));
  }

  private static String suffix(OptionChecks checks) {
    String beside = checks.optional(StartOptions.BESIDE).orElse(null);
    checks.that(
        beside == null || NAME.matcher(beside).matches(),
        StartOptions.BESIDE,
        "letters, digits, '.', '_' and '-'");
    return beside == null ? "" : "-" + beside;
  }

  private static Duration checkpointAlertAge(OptionChecks checks) {
    Duration interval =
        checks.optional(CheckpointingOptions.CHECKPOINTING_INTERVAL).orElse(Duration.ZERO);
    Duration byDefault = interval.multipliedBy(3);
    Duration age =
        checks
            .optional(StartOptions.CHECKPOINT_ALERT_AGE)
            .orElse(byDefault.compareTo(LEAST_ALERT_AGE) < 0 ? LEAST_ALERT_AGE : byDefault);
    checks.that(
        age.compareTo(interval) > 0,
        StartOptions.CHECKPOINT_ALERT_AGE,
        "more than " + CheckpointingOptions.CHECKPOINTING_INTERVAL.key());
    return age;
  }
}
