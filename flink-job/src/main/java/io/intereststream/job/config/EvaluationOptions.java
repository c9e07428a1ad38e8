package io.intereststream.job.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Online evaluation of the published interests, promotion and rollback. */
public final class EvaluationOptions {
  public static final ConfigOption<Double> SAMPLE =
      ConfigOptions.key("interest-stream.live.sample")
          .doubleType()
          .defaultValue(0.01)
          .withDescription(
              "Share of the viewers to evaluate online, 0 to 1. For each positive event of"
                  + " these viewers, the job checks whether the item is among the 50 items"
                  + " nearest to the interests published before the event. Each release then"
                  + " needs 4 · items · dimension more bytes of direct memory. 0 switches online"
                  + " evaluation off.");

  public static final ConfigOption<Integer> EVENTS_PER_SECOND =
      ConfigOptions.key("interest-stream.live.events-per-second")
          .intType()
          .defaultValue(10)
          .withDescription(
              "Maximum number of events that each subtask evaluates per second, whatever the"
                  + " rate of events and the sample. An evaluation takes about as long as ten"
                  + " updates.");

  public static final ConfigOption<String> CANDIDATE_ALIAS =
      ConfigOptions.key("interest-stream.live.candidate-alias")
          .stringType()
          .defaultValue("candidate")
          .withDescription(
              "Alias of a candidate: a release that the job evaluates on the same events"
                  + " as the active one. The job publishes no vectors of this release.");

  public static final ConfigOption<Boolean> PROMOTE =
      ConfigOptions.key("interest-stream.live.promote")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether the job promotes a better candidate to production automatically."
                  + " Needs a registry folder that the TaskManagers can write to.");

  public static final ConfigOption<Boolean> ROLL_BACK =
      ConfigOptions.key("interest-stream.live.roll-back")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether the job rolls back to the previous release automatically if that one"
                  + " is better. For this, the job evaluates the previous release together with"
                  + " the"
                  + " active one while there is no candidate. Needs a registry folder that the"
                  + " TaskManagers can write to.");

  public static final ConfigOption<Integer> LEAST_EVENTS =
      ConfigOptions.key("interest-stream.live.least-events")
          .intType()
          .defaultValue(1000)
          .withDescription(
              "Minimum number of evaluated events before an automatic promotion or" + " rollback.");

  private EvaluationOptions() {}
}
