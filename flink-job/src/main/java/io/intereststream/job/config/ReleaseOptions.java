package io.intereststream.job.config;

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
          .withDescription("Alias that names the release in force.");

  public static final ConfigOption<Duration> POLL_INTERVAL =
      ConfigOptions.key("interest-stream.release.poll-interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("How often the alias is looked at for another release.");

  public static final ConfigOption<Duration> REEMBED_SEEN_WITHIN =
      ConfigOptions.key("interest-stream.release.reembed.seen-within")
          .durationType()
          .defaultValue(Duration.ofDays(1))
          .withDescription(
              "Viewers whose history changed within this time get vectors of a new release even"
                  + " if they watch nothing; the others get them at their next event. 0 for none.");

  public static final ConfigOption<Duration> REEMBED_WITHIN =
      ConfigOptions.key("interest-stream.release.reembed.within")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription(
              "Time over which that work is spread. It takes longer where it would hold up live"
                  + " updates: a subtask gives it at most 4 of every 14 ms or so.");

  private ReleaseOptions() {}
}
