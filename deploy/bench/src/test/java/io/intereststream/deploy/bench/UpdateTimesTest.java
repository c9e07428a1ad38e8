package io.intereststream.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.bench.UpdateTimes.Pause;
import io.intereststream.deploy.bench.UpdateTimes.Window;
import io.intereststream.job.config.JobConfiguration;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.schema.Cause;
import io.intereststream.schema.FloatVector;
import io.intereststream.schema.InterestUpdate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class UpdateTimesTest {
  private static final List<Window> ALWAYS = List.of(new Window(0, Long.MAX_VALUE));

  private final JobOptions options = options();
  private final UpdateTimes times = new UpdateTimes(options, 1);

  private static JobOptions options() {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "127.0.0.1:9092");
    configuration.set(ReleaseOptions.REGISTRY, "file:///registry");
    return JobOptions.from(configuration);
  }

  private void update(long sent, long made, Cause cause, long epoch) {
    update(times, "viewer", sent, made, cause, epoch);
  }

  private void update(
      UpdateTimes times, String viewer, long sent, long made, Cause cause, long epoch) {
    InterestUpdate update =
        InterestUpdate.newBuilder()
            .setUserId(viewer)
            .setGeneration(1)
            .setSequence(1)
            .setRelease("release")
            .setInterests(List.of())
            .setGeneral(new FloatVector(new float[1], 0, 1))
            .setHistorySize(1)
            .setEvent(null)
            .setProcessedAt(Instant.ofEpochMilli(made))
            .setCause(cause)
            .setReleaseEpoch(epoch)
            .build();
    String topic = options.topics().interestUpdates();
    byte[] value = options.kafka().codecs().create(InterestUpdate.class, topic).encode(update);
    times.arrived(
        new ConsumerRecord<>(
            topic,
            0,
            0,
            sent,
            TimestampType.CREATE_TIME,
            viewer.length(),
            value.length,
            viewer.getBytes(UTF_8),
            value,
            new RecordHeaders(),
            Optional.empty()));
  }

  @Test
  void timeInWhichNothingHadBeenSentIsNoPause() {
    update(990, 1000, Cause.WATCH, 1);
    update(1990, 2000, Cause.WATCH, 1);
    assertThat(times.longestPause(ALWAYS).length()).isEqualTo(10);
  }

  @Test
  void anEventThatOthersOvertookCountsFromWhenItWasSent() {
    update(990, 1000, Cause.WATCH, 1);
    update(1095, 1100, Cause.WATCH, 1);
    update(1030, 1101, Cause.WATCH, 1);
    assertThat(times.longestPause(ALWAYS).length()).isEqualTo(70);
  }

  @Test
  void aPauseCountsWhereItEnds() {
    update(990, 1000, Cause.WATCH, 1);
    update(1000, 1100, Cause.WATCH, 1);
    update(1100, 1130, Cause.WATCH, 1);
    assertThat(times.longestPause(List.of(new Window(1101, 2000))).length()).isEqualTo(30);
    assertThat(times.longestPause(List.of(new Window(1100, 1101))).length()).isEqualTo(100);
  }

  @Test
  void aPauseTellsWhatOtherSubtasksDidMeanwhile() {
    UpdateTimes two = new UpdateTimes(options, 2);
    List<String> viewers =
        IntStream.range(0, 100)
            .mapToObj(i -> "viewer-" + i)
            .sorted(Comparator.comparing(this::subtask))
            .toList();
    String first = viewers.get(0);
    String second = viewers.get(99);
    update(two, first, 990, 1000, Cause.WATCH, 1);
    update(two, second, 1010, 1020, Cause.WATCH, 1);
    update(two, second, 1030, 1040, Cause.WATCH, 1);
    update(two, first, 1005, 1100, Cause.WATCH, 1);
    assertThat(two.longestPause(ALWAYS)).isEqualTo(new Pause(0, new Window(1005, 1100), 2));
    assertThat(two.longestPause(ALWAYS))
        .hasToString(
            "95 ms until 1970-01-01T00:00:01.100Z in subtask 0; other subtasks made 2 updates in that time");
  }

  private int subtask(String viewer) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        viewer, JobConfiguration.MAX_PARALLELISM, 2);
  }

  @Test
  void updatesOfAReleaseEndAPauseAndAreNotWaitedFor() {
    update(990, 1000, Cause.WATCH, 1);
    update(1200, 1200, Cause.RELEASE, 2);
    assertThat(times.longestPause(ALWAYS).length()).isZero();
    update(1000, 1230, Cause.WATCH, 2);
    assertThat(times.longestPause(ALWAYS).length()).isEqualTo(200);
    assertThat(times.latencies(ALWAYS.get(0)).getTotalCount()).isEqualTo(2);
  }

  @Test
  void anOlderEpochIsOneBackUnlessARestartRepeatsIt() {
    update(1000, 1000, Cause.WATCH, 2);
    update(1001, 1001, Cause.WATCH, 1);
    update(1002, 1002, Cause.WATCH, 2);
    assertThat(times.epochsBack(List.of())).isEqualTo(1);
    assertThat(times.epochsBack(List.of(new Window(1001, 1002)))).isZero();
  }
}
