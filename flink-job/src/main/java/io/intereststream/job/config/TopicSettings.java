package io.intereststream.job.config;

import java.io.Serializable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;

/**
 * The topics of a job, see {@link KafkaOptions}.
 *
 * @param watchEvents topic that the job reads
 * @param viewerErasures topic of erasures
 * @param interestUpdates topic of the updates
 * @param deadLetters topic for records that are not valid watch events
 * @param releaseEvents topic for events about releases
 * @param partitions number of partitions of a topic that the job creates
 * @param replication replicas of a topic that the job creates, -1 for the broker's default
 */
public record TopicSettings(
    String watchEvents,
    String viewerErasures,
    String interestUpdates,
    String deadLetters,
    String releaseEvents,
    int partitions,
    int replication)
    implements Serializable {

  static TopicSettings from(OptionChecks checks, StartSettings start) {
    TopicSettings topics =
        new TopicSettings(
            checks.required(KafkaOptions.WATCH_EVENTS),
            checks.required(KafkaOptions.VIEWER_ERASURES),
            checks.required(KafkaOptions.INTEREST_UPDATES) + start.suffix(),
            checks.required(KafkaOptions.DEAD_LETTERS),
            checks.required(KafkaOptions.RELEASE_EVENTS),
            checks.atLeast(1, KafkaOptions.PARTITIONS),
            checks.get(KafkaOptions.REPLICATION));
    topics.requireDifferentNames(checks);
    checks.that(
        topics.replication == -1 || topics.replication >= 1,
        KafkaOptions.REPLICATION,
        "-1, or at least 1");
    return topics;
  }

  /**
   * Notes two options that name the same topic: the later one or, if it is not set, the earlier
   * one.
   */
  private void requireDifferentNames(OptionChecks checks) {
    Map<String, ConfigOption<String>> optionOf = new HashMap<>();
    Map<ConfigOption<String>, String> names = new LinkedHashMap<>();
    names.put(KafkaOptions.WATCH_EVENTS, watchEvents);
    names.put(KafkaOptions.VIEWER_ERASURES, viewerErasures);
    names.put(KafkaOptions.INTEREST_UPDATES, interestUpdates);
    names.put(KafkaOptions.DEAD_LETTERS, deadLetters);
    names.put(KafkaOptions.RELEASE_EVENTS, releaseEvents);
    names.forEach(
        (later, name) -> {
          ConfigOption<String> earlier = optionOf.putIfAbsent(name, later);
          if (earlier != null) {
            boolean isSet = checks.optional(later).isPresent();
            checks.that(
                false,
                isSet ? later : earlier,
                "another name than that of " + (isSet ? earlier : later).key());
          }
        });
  }
}
