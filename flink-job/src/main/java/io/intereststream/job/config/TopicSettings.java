package io.intereststream.job.config;

import java.io.Serializable;
import java.util.stream.Stream;

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
    checks.that(
        topics.names().distinct().count() == 5,
        KafkaOptions.INTEREST_UPDATES,
        "five different topics for events, erasures, updates, dead letters and release events");
    checks.that(
        topics.replication == -1 || topics.replication >= 1,
        KafkaOptions.REPLICATION,
        "-1, or at least 1");
    return topics;
  }

  private Stream<String> names() {
    return Stream.of(watchEvents, viewerErasures, interestUpdates, deadLetters, releaseEvents);
  }
}
