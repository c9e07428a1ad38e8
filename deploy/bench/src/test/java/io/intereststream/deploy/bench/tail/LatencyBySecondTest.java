package io.intereststream.deploy.bench.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.bench.latency.UpdateRow;
import io.intereststream.deploy.bench.tail.CheckpointTimes.Time;
import io.intereststream.deploy.bench.tail.LatencyBySecond.Second;
import io.intereststream.deploy.bench.tail.SecondSampler.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LatencyBySecondTest {
  private static final Sample BUSY = new Sample(400, 20, 300, 200, 0.9);

  private final LatencyBySecond latencies = new LatencyBySecond();

  /** Checkpoints from 101.5 s to 102.0 s. */
  private final CheckpointTimes checkpoints =
      new CheckpointTimes(List.of(new Time(101_500, 102_000)));

  @BeforeEach
  void add() {
    for (int second = 100; second < 105; second++) {
      for (int i = 0; i < 100; i++) {
        latencies.add(row(1000L * second + 10 * i, second == 101 ? 400 : 20));
      }
    }
  }

  private static UpdateRow row(long due, long latency) {
    return new UpdateRow(due, due, due + latency, 0, 1);
  }

  @Test
  void anEventBelongsToTheSecondInWhichItWasDue() {
    latencies.add(row(103_999, 5_000));
    List<Second> worst = latencies.worst(1, checkpoints, Map.of());
    assertThat(worst.get(0).time()).isEqualTo("1970-01-01T00:01:41Z");
    assertThat(latencies.all().getTotalCount()).isEqualTo(501);
    assertThat(latencies.all().getMaxValue()).isBetween(5_000L, 5_003L);
  }

  @Test
  void theSecondsOfACheckpointAreApart() {
    assertThat(latencies.of(checkpoints, true).getTotalCount()).isEqualTo(100);
    assertThat(latencies.of(checkpoints, true).getValueAtPercentile(99)).isEqualTo(400);
    assertThat(latencies.of(checkpoints, false).getTotalCount()).isEqualTo(400);
    assertThat(latencies.of(checkpoints, false).getValueAtPercentile(99)).isEqualTo(20);
  }

  @Test
  void anEventThatWasOnItsWayWhenACheckpointBeganBelongsToIt() {
    latencies.add(row(100_990, 600));
    assertThat(latencies.of(checkpoints, true).getTotalCount()).isEqualTo(201);
  }

  @Test
  void withoutCheckpointsThereIsNoSuchSecond() {
    CheckpointTimes none = new CheckpointTimes(List.of());
    assertThat(latencies.of(none, true).getTotalCount()).isZero();
  }

  @Test
  void theWorstSecondsComeWithWhatHappenedInThem() {
    List<Second> worst = latencies.worst(2, checkpoints, Map.of(101L, BUSY));
    assertThat(worst)
        .first()
        .isEqualTo(new Second("1970-01-01T00:01:41Z", 100, 400, 400, true, 400, 20, 300, 200));
    assertThat(worst.get(1).p99()).isEqualTo(20);
    assertThat(worst.get(1).rocksDbMs()).as("not sampled").isEqualTo(-1);
  }
}
