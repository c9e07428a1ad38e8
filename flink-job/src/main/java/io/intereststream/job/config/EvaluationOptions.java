package io.intereststream.job.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What is measured of the published interests while the job runs, and what follows from it. */
public final class EvaluationOptions {
  public static final ConfigOption<Double> SAMPLE =
      ConfigOptions.key("interest-stream.live.sample")
          .doubleType()
          .defaultValue(0.01)
          .withDescription(
              "Share of the viewers, 0 to 1, of whose positive events is measured whether the item"
                  + " was among the 50 nearest to the interests published before it. For"
                  + " that each release takes 4 · items · dimension bytes of direct memory more; 0"
                  + " measures nothing.");

  public static final ConfigOption<String> CANDIDATE_ALIAS =
      ConfigOptions.key("interest-stream.live.candidate-alias")
          .stringType()
          .defaultValue("candidate")
          .withDescription(
              "Alias of a release that is measured beside the one in force, on the same events,"
                  + " without publishing anything.");

  public static final ConfigOption<Boolean> PROMOTE =
      ConfigOptions.key("interest-stream.live.promote")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether a candidate that is better becomes the production release by itself. Needs"
                  + " a registry that the TaskManagers can write as a folder.");

  public static final ConfigOption<Boolean> ROLL_BACK =
      ConfigOptions.key("interest-stream.live.roll-back")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether the job goes back by itself to the release before, when that is better."
                  + " While there is no candidate, the release before is kept and measured beside"
                  + " the one in force.");

  public static final ConfigOption<Integer> LEAST_EVENTS =
      ConfigOptions.key("interest-stream.live.least-events")
          .intType()
          .defaultValue(1000)
          .withDescription("Measured events before either is done.");

  private EvaluationOptions() {}
}
