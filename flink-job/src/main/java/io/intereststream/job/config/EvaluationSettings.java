package io.intereststream.job.config;

import java.io.Serializable;
import org.apache.flink.configuration.ConfigOption;

/**
 * The values of {@link EvaluationOptions}.
 *
 * @param sample share of viewers whose events are evaluated, 0 to 1
 * @param eventsPerSecond maximum number of events that a subtask evaluates per second
 * @param candidateAlias alias of the candidate
 * @param promotes whether a better candidate is promoted automatically
 * @param rollsBack whether the job rolls back to a better previous release automatically
 * @param leastEvents minimum number of evaluated events before an automatic promotion or rollback
 */
public record EvaluationSettings(
    double sample,
    int eventsPerSecond,
    String candidateAlias,
    boolean promotes,
    boolean rollsBack,
    int leastEvents)
    implements Serializable {

  static EvaluationSettings from(OptionChecks checks, ReleaseSettings release) {
    double sample = checks.get(EvaluationOptions.SAMPLE);
    checks.that(sample >= 0 && sample <= 1, EvaluationOptions.SAMPLE, "0 to 1");
    String candidateAlias = checks.required(EvaluationOptions.CANDIDATE_ALIAS);
    checks.that(
        !String.valueOf(candidateAlias).equals(release.alias()),
        EvaluationOptions.CANDIDATE_ALIAS,
        "an alias other than " + ReleaseOptions.ALIAS.key());
    return new EvaluationSettings(
        sample,
        checks.atLeast(1, EvaluationOptions.EVENTS_PER_SECOND),
        candidateAlias,
        movesAlias(EvaluationOptions.PROMOTE, checks, release, sample),
        movesAlias(EvaluationOptions.ROLL_BACK, checks, release, sample),
        checks.atLeast(1, EvaluationOptions.LEAST_EVENTS));
  }

  /** An option that moves aliases: it needs online evaluation and a registry that is a folder. */
  private static boolean movesAlias(
      ConfigOption<Boolean> option, OptionChecks checks, ReleaseSettings release, double sample) {
    boolean set = checks.get(option);
    checks.that(
        !set || release.registry() == null || release.localRegistry().isPresent(),
        option,
        "false, because the registry is not a local folder: " + release.registry());
    checks.that(
        !set || sample > 0, option, "false, because " + EvaluationOptions.SAMPLE.key() + " is 0");
    return set;
  }
}
