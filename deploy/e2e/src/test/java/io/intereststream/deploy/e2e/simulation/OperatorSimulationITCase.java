package io.intereststream.deploy.e2e.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.job.simulation.Schedule;
import io.intereststream.job.simulation.SimulatedRegistry;
import io.intereststream.job.simulation.Simulator;
import io.intereststream.job.update.HarnessOperator;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schedules of {@link SimulationTest} through the real operator on RocksDB. */
class OperatorSimulationITCase {
  private static final int SEEDS = Integer.getInteger("interest.simulation.operator-seeds", 50);

  @TempDir Path folder;

  @Test
  void aReaderHoldsWhatTheRulesSay() throws Exception {
    JobLog.silence();
    long start = System.nanoTime();
    long checked = 0;
    SimulatedRegistry registry = new SimulatedRegistry(folder);
    HarnessOperator operator = new HarnessOperator(registry.good());
    Simulator simulator = new Simulator(registry);
    try (References references = new References(registry)) {
      for (long seed = 0; seed < SEEDS; seed++) {
        InvariantCheck check = new InvariantCheck(references);
        try {
          simulator.run(Schedule.of(seed), operator, check);
        } catch (Exception | AssertionError e) {
          throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
        checked += check.checked();
      }
    } finally {
      JobLog.restore();
      simulator.close();
      operator.close();
      registry.close();
    }
    System.out.printf(
        Locale.ROOT,
        "simulation in the operator harness: %d seeds, %.1f s, viewers compared: %d%n",
        SEEDS,
        (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1),
        checked);
    assertThat(checked).isGreaterThan(SEEDS);
  }
}
