package io.intereststream.job.config;

import io.intereststream.model.encoder.ItemTables;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Where the model comes from. */
public final class ReleaseOptions {
  public static final ConfigOption<String> REGISTRY =
      ConfigOptions.key("interest-stream.release.registry")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Folder of the model registry, which contains `releases/` and `aliases/`."
                  + " Any file system of Flink works: `file:`, `s3:`, `hdfs:` …");

  public static final ConfigOption<String> ALIAS =
      ConfigOptions.key("interest-stream.release.alias")
          .stringType()
          .defaultValue("production")
          .withDescription("Alias that names the release to activate.");

  public static final ConfigOption<Duration> POLL_INTERVAL =
      ConfigOptions.key("interest-stream.release.poll-interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("Interval at which the job reads the alias to find a new release.");

  public static final ConfigOption<Duration> LEAD_TIME =
      ConfigOptions.key("interest-stream.release.lead-time")
          .durationType()
          .defaultValue(Duration.ZERO)
          .withDescription(
              "Time between the report that a release passed its checks (`VALIDATED`) and its"
                  + " activation, so that readers can build their item index first.");

  public static final ConfigOption<Duration> REEMBED_SEEN_WITHIN =
      ConfigOptions.key("interest-stream.release.reembed.seen-within")
          .durationType()
          .defaultValue(Duration.ofDays(1))
          .withDescription(
              "After a change of release, the job re-embeds all viewers: it publishes their"
                  + " vectors of the new release even without a new event. Viewers whose history"
                  + " changed within this time are re-embedded first. With 0, all viewers are"
                  + " treated alike.");

  public static final ConfigOption<Duration> REEMBED_WITHIN =
      ConfigOptions.key("interest-stream.release.reembed.within")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription(
              "Time over which the job spreads the re-embedding of the viewers of"
                  + " `interest-stream.release.reembed.seen-within`. It may take longer, because"
                  + " a subtask spends at most about 4 of every 14 ms on it so as not to delay"
                  + " updates from events.");

  public static final ConfigOption<Duration> REEMBED_OTHERS_WITHIN =
      ConfigOptions.key("interest-stream.release.reembed.others-within")
          .durationType()
          .defaultValue(Duration.ofHours(1))
          .withDescription(
              "Time over which the job spreads the re-embedding of all other viewers, so that"
                  + " readers can drop the old release. 0 does not re-embed them: each gets"
                  + " vectors of the new release with its next event. Under `exactly-once` it"
                  + " must be more than 0.");

  public static final ConfigOption<ItemTables> ITEM_TABLES =
      ConfigOptions.key("interest-stream.release.item-tables")
          .enumType(ItemTables.class)
          .defaultValue(ItemTables.PRECOMPUTED)
          .withDescription(
              "`PRECOMPUTED`: when a TaskManager loads a release, it computes the values"
                  + " that depend only on the item, and keeps them in direct memory. For CMI"
                  + " they need 4 · items · (dimension + interests + 3 · hidden) bytes, for"
                  + " other architectures less. `taskmanager.memory.task.off-heap.size` must"
                  + " have room for them twice, because two releases are loaded during a release"
                  + " change; add the memory of `interest-stream.live.sample`, also twice."
                  + " `COMPUTED`: at each event, the encoder computes these values for all items of"
                  + " the history, which needs no such memory but several times the CPU.");

  private ReleaseOptions() {}
}
