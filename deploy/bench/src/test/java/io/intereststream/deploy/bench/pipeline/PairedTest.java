package io.intereststream.deploy.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.deploy.bench.cpu.CpuTimesOf;
import io.intereststream.deploy.bench.measure.Window;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairedTest {
  private static Round round(long firstNs, long firstEvents, long secondNs, long secondEvents) {
    return new Round(
        new Window(
            Map.of(),
            Map.of(),
            1,
            CpuTimesOf.names(Map.of("updater 0", firstNs, "updater 1", secondNs)),
            CpuTimesOf.names(Map.of()),
            0),
        new long[] {firstEvents, secondEvents});
  }

  @Test
  void cpuTimeIsPerEventOfTheSubtask() {
    Round round = round(2_000_000, 100, 3_000_000, 300);
    assertThat(round.updaterUs(0)).isEqualTo(20);
    assertThat(round.updaterUs(1)).isEqualTo(10);
    assertThat(round.updaterUs()).isEqualTo(12.5);
  }

  @Test
  void theRatioIsThatOfStoredVectorsToTheJobsEncoder() {
    Paired pair = new Paired(round(20_000, 1, 16_000, 1), round(16_000, 1, 20_000, 1));
    assertThat(pair.jobOverPipeline()).isCloseTo(0.8, within(1e-9));
  }

  @Test
  void neitherASlowerSubtaskNorASlowerRoundChangesIt() {
    // Subtask 1 needs 1.3 times as long for anything, and in the second round all take twice.
    Paired pair =
        new Paired(
            round(20_000, 1, (long) (1.3 * 16_000), 1),
            round(2 * 16_000, 1, (long) (2 * 1.3 * 20_000), 1));
    assertThat(pair.jobOverPipeline()).isCloseTo(0.8, within(1e-9));
  }
}
