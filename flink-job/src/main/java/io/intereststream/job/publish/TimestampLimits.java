package io.intereststream.job.publish;

import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Checks that a topic accepts the Kafka timestamps that the job writes. A rejected record would
 * make the job fail again and again.
 */
final class TimestampLimits {
  /** How far the clocks of job and broker may differ. */
  private static final long TOLERANCE_MS = Duration.ofMinutes(1).toMillis();

  private static final String ANY = Long.toString(Long.MAX_VALUE);

  private final Function<String, Config> configs;

  /**
   * @param configs the configuration of a topic
   */
  TimestampLimits(Function<String, Config> configs) {
    this.configs = configs;
  }

  /**
   * Requires that a topic accepts any past timestamp.
   *
   * @param reason why records may have old timestamps, for the error
   */
  void requireAnyPast(String topic, String reason) {
    require(
        topic,
        TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
        Long.MAX_VALUE,
        ANY + ", because " + reason);
    requireClocks(topic, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG);
  }

  /** Requires that a topic accepts the current time as timestamp. */
  void requirePresent(String topic) {
    requireClocks(topic, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG);
    requireClocks(topic, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG);
  }

  private void requireClocks(String topic, String setting) {
    require(
        topic,
        setting,
        TOLERANCE_MS,
        "at least " + TOLERANCE_MS + ", because the clocks of job and broker may differ");
  }

  private void require(String topic, String setting, long least, String expected) {
    Config config = configs.apply(topic);
    if (config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value().equals("LogAppendTime")) {
      return;
    }
    String found = config.get(setting).value();
    if (Long.parseLong(found) < least) {
      throw Topics.setting(topic, setting, found, expected, Long.toString(least));
    }
  }
}
