package io.intereststream.job.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Online evaluation of the published interests, and what follows from it. */
public final class EvaluationOptions {
  public static final ConfigOption<Double> SAMPLE =
      ConfigOptions.key("interest-stream.live.sample")
          .doubleType()
          .defaultValue(0.01)
          .withDescription(
              "Online evaluation: share of the viewers, 0 to 1, for whose positive"
                  + " events it is measured whether the item was among the 50 nearest to the"
                  + " interests published before. Each release then takes 4 · items ·"
                  + " dimension bytes of direct memory more. 0 measures nothing.");

  public static final ConfigOption<String> CANDIDATE_ALIAS =
      ConfigOptions.key("interest-stream.live.candidate-alias")
          .stringType()
          .defaultValue("candidate")
          .withDescription(
              "Alias of a release that is evaluated beside the active one, on the same"
                  + " events, without publishing anything.");

  public static final ConfigOption<Boolean> PROMOTE =
      ConfigOptions.key("interest-stream.live.promote")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether a candidate that is better is made the production release"
                  + " automatically. Needs a registry that the TaskManagers can write as a"
                  + " folder.");

  public static final ConfigOption<Boolean> ROLL_BACK =
      ConfigOptions.key("interest-stream.live.roll-back")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether the job goes back to the previous release automatically if that"
                  + " is better. While there is no candidate, the previous release is kept"
                  + " and evaluated beside the active one.");

  public static final ConfigOption<Integer> LEAST_EVENTS =
      ConfigOptions.key("interest-stream.live.least-events")
          .intType()
          .defaultValue(1000)
          .withDescription("Minimum number of evaluated events before a promotion or a roll-back.");

  private EvaluationOptions() {}
}
