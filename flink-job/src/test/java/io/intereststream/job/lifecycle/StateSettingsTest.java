package io.intereststream.job.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.IngestOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class StateSettingsTest {
  private static StateSettings settings(Configuration changes, int partitions) {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "broker:9092");
    configuration.set(ReleaseOptions.REGISTRY, "file:///registry");
    configuration.addAll(changes);
    return JobStart.settings(JobOptions.from(configuration), partitions);
  }

  @Test
  void theSameOptionsInOtherWordsAreNoChange() {
    StateSettings before = settings(new Configuration(), 8);
    Configuration same = new Configuration();
    same.set(HistoryOptions.WINDOW, 100);
    same.set(HistoryOptions.SLACK, 25);
    same.setString(HistoryOptions.TTL.key(), "4320 h");
    same.setString(HistoryOptions.POSITIVE_ACTIONS.key(), "SHARE;COMMENT;FOLLOW;LIKE");
    assertThat(settings(same, 8).changesSince(before)).isEmpty();
  }

  @Test
  void everyChangeIsNamedWithBothValuesAndTheRemedies() {
    StateSettings before = settings(new Configuration(), 8);
    Configuration other = new Configuration();
    other.set(HistoryOptions.WINDOW, 50);
    other.set(HistoryOptions.TTL, Duration.ofDays(1));
    other.set(HistoryOptions.LONG_VIEW, Duration.ofSeconds(20));
    String refusal = StateSettings.refusal(settings(other, 9).changesSince(before));
    assertThat(refusal)
        .contains(
            "interest-stream.history.window: 50 (expected: 100, as in the state)",
            "interest-stream.history.slack: 12 (expected: 25, as in the state)",
            "interest-stream.history.ttl: 86400000 ms (expected: 15552000000 ms, as in the state)",
            "interest-stream.signal.*: long view 20000 ms, LIKE, FOLLOW, COMMENT, SHARE (expected:"
                + " long view 18000 ms, LIKE, FOLLOW, COMMENT, SHARE, as in the state)",
            "interest-stream.topic.interest-updates (partitions): 9 (expected: 8, as in the state)",
            "--fresh",
            "--accept",
            "interest-stream.start.fresh: true",
            "interest-stream.start.accept-changed-options: true",
            "rather rebuild onto a new update topic");
  }

  @Test
  void anotherWatchTopicCannotBeAccepted() {
    Configuration other = new Configuration();
    other.set(KafkaOptions.WATCH_EVENTS, "other");
    List<StateSettings.Change> changes =
        settings(other, 8).changesSince(settings(new Configuration(), 8));
    assertThat(StateSettings.canBeAccepted(changes)).isFalse();
    assertThat(StateSettings.refusal(changes))
        .contains("interest-stream.topic.watch-events: other")
        .doesNotContain("--accept");
  }

  @Test
  void aChangeNamesTheNewValueAndTheOneInTheState() {
    assertThat(new StateSettings.Change("x", "2", "4")).hasToString("x: 4 (in the state: 2)");
  }

  @Test
  void aSettingThatTheStateDoesNotKnowIsAChange() {
    assertThat(
            new StateSettings(Map.of("a", "1")).changesSince(new StateSettings(Map.of("b", "2"))))
        .containsExactly(
            new StateSettings.Change("a", null, "1"), new StateSettings.Change("b", "2", null));
  }

  /**
   * A new option must either be stored with the state or be listed here as one that does not affect
   * histories.
   */
  @Test
  void everyOptionThatDecidesHistoriesIsKept() throws Exception {
    Map<String, String> kept = settings(new Configuration(), 1).values();
    Set<ConfigOption<?>> decideNothing =
        Set.of(
            HistoryOptions.SWEPT_PER_SECOND,
            IngestOptions.DEAD_LETTER_BYTES,
            IngestOptions.NULL_VALUES);
    for (Class<?> options : List.of(HistoryOptions.class, IngestOptions.class)) {
      for (var field : options.getFields()) {
        if (field.get(null) instanceof ConfigOption<?> option && !decideNothing.contains(option)) {
          assertThat(kept)
              .containsKey(
                  option.key().startsWith("interest-stream.signal.")
                      ? JobStart.SIGNAL
                      : option.key());
        }
      }
    }
  }

  @Test
  void theyComeBackFromACheckpoint() throws Exception {
    LifecycleState state = new LifecycleState("holder", 7, settings(new Configuration(), 3));
    LifecycleState.Serializer serializer = new LifecycleState.Serializer();
    assertThat(serializer.deserialize(1, serializer.serialize(state))).isEqualTo(state);
  }
}
