package io.intereststream.deploy.e2e.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.job.simulation.Schedule;
import io.intereststream.job.simulation.SimulatedRegistry;
import io.intereststream.job.simulation.Simulator;
import io.intereststream.job.simulation.Step;
import io.intereststream.job.simulation.StepKind;
import io.intereststream.job.update.JobVariant;
import io.intereststream.job.update.WrongVariant;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Simulates the job under random schedules of faults, deterministically in one thread. {@code
 * -Dinterest.simulation.seeds=N} runs more schedules, {@code -Dinterest.simulation.seed=N} one
 * alone.
 */
class SimulationTest {
  private static final String SEED = "interest.simulation.seed";
  private static final String SEEDS = "interest.simulation.seeds";
  private static final int FOUND_WITHIN = 200;
  private static final int SHORTENING_RUNS = 600;

  @TempDir static Path folder;

  private static SimulatedRegistry registry;
  private static References references;

  @BeforeAll
  static void writeReleases() throws Exception {
    JobLog.silence();
    registry = new SimulatedRegistry(folder);
    references = new References(registry);
  }

  @AfterAll
  static void closeReleases() throws Exception {
    JobLog.restore();
    references.close();
    registry.close();
  }

  @Test
  void aReaderHoldsWhatTheRulesSayWhateverHappens() throws Exception {
    Long alone = Long.getLong(SEED);
    List<Long> seeds =
        alone == null
            ? LongStream.range(0, Long.getLong(SEEDS, 1_000)).boxed().toList()
            : List.of(alone);
    Simulator simulator = new Simulator(registry);
    long start = System.nanoTime();
    long[] viewers = new long[3];
    for (long seed : seeds) {
      InvariantCheck check = new InvariantCheck(references);
      Throwable fault = fault(simulator, Schedule.of(seed), new JobVariant(), check);
      if (fault != null) {
        throw new AssertionError(message(seed, new JobVariant(), fault), fault);
      }
      viewers[0] += check.checked();
      viewers[1] += check.left();
      viewers[2] += check.unchecked();
    }
    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    simulator.close();
    System.out.printf(
        Locale.ROOT,
        "simulation: %d seeds, %d steps, %.1f s%n"
            + "viewers compared: %d; left by a job before a rebuild: %d; of uncertain order: %d%n",
        seeds.size(),
        simulator.steps().values().stream().mapToLong(Long::longValue).sum(),
        seconds,
        viewers[0],
        viewers[1],
        viewers[2]);
    System.out.println("steps by kind:");
    simulator
        .steps()
        .forEach((kind, count) -> System.out.printf("  %-15s %8d%n", kind.name(), count));
    System.out.println("what happened in the job:");
    simulator.happened().forEach((what, count) -> System.out.printf("  %-30s %8d%n", what, count));
    if (seeds.size() >= 1_000) {
      assertThat(simulator.steps()).containsOnlyKeys(StepKind.values());
      assertThat(simulator.steps().values())
          .allSatisfy(count -> assertThat(count).isGreaterThan(100));
    }
  }

  @Test
  void aSeedIsOneScheduleOfEnoughSteps() {
    Schedule schedule = Schedule.of(7);
    assertThat(schedule).isEqualTo(Schedule.of(7)).isNotEqualTo(Schedule.of(8));
    assertThat(schedule.steps()).hasSizeGreaterThanOrEqualTo(300);
  }

  @Test
  void everyWrongVariantIsFound() throws Exception {
    System.out.println("wrong variants:");
    Simulator simulator = new Simulator(registry);
    for (WrongVariant variant : WrongVariant.values()) {
      long seed = 0;
      Throwable fault = null;
      while (fault == null && seed < FOUND_WITHIN) {
        fault = fault(simulator, Schedule.of(seed), variant.job(), new InvariantCheck(references));
        seed++;
      }
      System.out.printf("  %-40s found after %3d seeds%n", variant.text(), seed);
      assertThat(fault).as(variant.text()).isInstanceOf(AssertionError.class);
    }
    simulator.close();
  }

  @Test
  void aFailingSeedIsShortenedAndSaysHowToReplayIt() throws Exception {
    WrongVariant variant = WrongVariant.NEGATIVE_REMOVES_NEWER;
    String message = message(0, variant.job(), new AssertionError("found"));
    System.out.println("a failing seed, here of the variant '" + variant.text() + "':");
    System.out.println(message);
    assertThat(message).contains("-D" + SEED + "=0").contains("found");
    assertThat(message.lines().map(line -> line.strip().split(" ")[0]))
        .hasSizeLessThan(20)
        .contains(StepKind.NEGATIVE.name(), StepKind.QUIET.name());
  }

  @Test
  void onlyTheStepsThatAFaultNeedsAreLeft() {
    Schedule schedule = Schedule.of(3);
    Step first = schedule.steps().get(40);
    Step second = schedule.steps().get(200);
    Schedule shortest =
        new Shortening(each -> each.steps().contains(first) && each.steps().contains(second), 1_000)
            .of(schedule);
    assertThat(shortest.steps()).containsExactly(first, second);
  }

  /** What a schedule leads to; null if nothing is wrong. */
  private static Throwable fault(
      Simulator simulator, Schedule schedule, JobVariant variant, InvariantCheck check) {
    try {
      simulator.run(schedule, variant, check);
      return null;
    } catch (Exception | AssertionError e) {
      return e;
    }
  }

  private static String message(long seed, JobVariant variant, Throwable fault) throws Exception {
    Simulator simulator = new Simulator(registry);
    Schedule shortest =
        new Shortening(
                schedule ->
                    fault(simulator, schedule, variant, new InvariantCheck(references)) != null,
                SHORTENING_RUNS)
            .of(Schedule.of(seed));
    List<String> trace = simulator.trace(shortest, variant, new InvariantCheck(references));
    simulator.close();
    return "seed %d: %s%nreplay: ./mvnw -pl deploy/e2e -am test -Dtest='SimulationTest#aReader*' -Dsurefire.failIfNoSpecifiedTests=false -D%s=%d%nshortened to %d steps:%n  %s"
        .formatted(
            seed,
            fault.getMessage(),
            SEED,
            seed,
            shortest.steps().size(),
            String.join("\n  ", trace));
  }
}
