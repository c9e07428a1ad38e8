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
              "Folder of the model registry (`releases/`, `aliases/`), through Flink's file"
                  + " systems: `file:`, `s3:`, `hdfs:` …");

  public static final ConfigOption<String> ALIAS =
      ConfigOptions.key("interest-stream.release.alias")
          .stringType()
          .defaultValue("production")
          .withDescription("Alias that names the active release.");

  public static final ConfigOption<Duration> POLL_INTERVAL =
      ConfigOptions.key("interest-stream.release.poll-interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("Time between two polls of the alias for another release.");

  public static final ConfigOption<Duration> REEMBED_SEEN_WITHIN =
      ConfigOptions.key("interest-stream.release.reembed.seen-within")
          .durationType()
          .defaultValue(Duration.ofDays(1))
          .withDescription(
              "Viewers whose history changed within this time get vectors of a new"
                  + " release first, even without an event. 0 makes no difference between"
                  + " viewers.");

  public static final ConfigOption<Duration> REEMBED_WITHIN =
      ConfigOptions.key("interest-stream.release.reembed.within")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription(
              "Time over which this work is spread. It takes longer if it would delay"
                  + " updates of events: a subtask gives it at most about 4 of every 14 ms.");

  public static final ConfigOption<Duration> REEMBED_OTHERS_WITHIN =
      ConfigOptions.key("interest-stream.release.reembed.others-within")
          .durationType()
          .defaultValue(Duration.ofHours(1))
          .withDescription(
              "Time over which all other viewers get vectors of a new release after that, so"
                  + " that readers can drop the old release. 0: they get them with their"
                  + " next event only.");

  public static final ConfigOption<ItemTables> ITEM_TABLES =
      ConfigOptions.key("interest-stream.release.item-tables")
          .enumType(ItemTables.class)
          .defaultValue(ItemTables.PRECOMPUTED)
          .withDescription(
              "`PRECOMPUTED`: values that depend on an item alone are computed when a"
                  + " release is loaded, once for each TaskManager, and held in direct"
                  + " memory. For CMI that is 4 · items · (dimension + interests + 3 ·"
                  + " hidden) bytes, less for the others;"
                  + " `taskmanager.memory.task.off-heap.size` must hold it twice, with what"
                  + " `interest-stream.live.sample` takes, because two releases are loaded"
                  + " during a release change. `COMPUTED`: they are computed at each event,"
                  + " which takes more time and no such memory.");

  private ReleaseOptions() {}
}
