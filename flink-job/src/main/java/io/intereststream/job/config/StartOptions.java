package io.intereststream.job.config;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** How the job starts, and when it warns about its checkpoints. */
public final class StartOptions {
  /** Name of {@link #FRESH}, for messages. */
  public static final String FRESH_KEY = "interest-stream.start.fresh";

  /** Name of {@link #ACCEPT_CHANGED_OPTIONS}, for messages. */
  public static final String ACCEPT_KEY = "interest-stream.start.accept-changed-options";

  /** Name of {@link #BESIDE}, for messages. */
  public static final String BESIDE_KEY = "interest-stream.start.beside";

  public static final ConfigOption<Boolean> FRESH =
      ConfigOptions.key(FRESH_KEY)
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether the job may start over, without a checkpoint, on topics that a job has"
                  + " used already. `false` refuses that, since a checkpoint may have been"
                  + " forgotten. Without effect on a start from a checkpoint.");

  public static final ConfigOption<Boolean> ACCEPT_CHANGED_OPTIONS =
      ConfigOptions.key(ACCEPT_KEY)
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether the job may go on from a state that was computed under other options of"
                  + " histories or with another number of partitions of the update topic. The"
                  + " change is recorded on the topic for release events. `false` refuses it."
                  + " Remove it after the start.");

  public static final ConfigOption<String> BESIDE =
      ConfigOptions.key(BESIDE_KEY)
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Name of a job that runs beside another one on the same watch topic: `-NAME` is"
                  + " appended to its consumer group, to its prefix of transactional ids and to"
                  + " the name of its update topic. Letters, digits, `.`, `_` and `-`.");

  public static final ConfigOption<Duration> CHECKPOINT_ALERT_AGE =
      ConfigOptions.key("interest-stream.checkpoint.alert-age")
          .durationType()
          .noDefaultValue()
          .withDescription(
              "Age of the newest completed checkpoint from which on the job logs an error."
                  + " Default: 2 minutes, or three checkpoint intervals where that is longer.");

  private StartOptions() {}
}
