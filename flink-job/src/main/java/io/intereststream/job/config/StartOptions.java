package io.intereststream.job.config;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** How the job starts, and when it reports old checkpoints. */
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
              "Whether the job may start without a checkpoint on topics that a job has"
                  + " already used, and rebuild its state. With `false`, such a start is refused,"
                  + " because you may have forgotten the checkpoint. No effect on a start from a"
                  + " checkpoint.");

  public static final ConfigOption<Boolean> ACCEPT_CHANGED_OPTIONS =
      ConfigOptions.key(ACCEPT_KEY)
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether the job may continue from a state that was computed with other options"
                  + " for histories (`interest-stream.history.*` except `sweep`,"
                  + " `interest-stream.signal.*`, `interest-stream.ingest.max-*` and"
                  + " `interest-stream.ingest.erase-marked-nulls`), or with another number of"
                  + " partitions of the update topic. The job records the change on the topic"
                  + " for release events. With `false`, such a start is refused. Remove this"
                  + " option after the start.");

  public static final ConfigOption<String> BESIDE =
      ConfigOptions.key(BESIDE_KEY)
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Name of a second job that reads the same watch topic as another one. `-NAME`"
                  + " is appended to its consumer group, its prefix of transactional ids and the"
                  + " name of its update topic. Allowed are letters, digits, `.`, `_` and `-`.");

  public static final ConfigOption<Duration> CHECKPOINT_ALERT_AGE =
      ConfigOptions.key("interest-stream.checkpoint.alert-age")
          .durationType()
          .noDefaultValue()
          .withDescription(
              "The job logs an error if the newest completed checkpoint is older than this."
                  + " Default: 2 minutes or three checkpoint intervals, whichever is longer.");

  private StartOptions() {}
}
