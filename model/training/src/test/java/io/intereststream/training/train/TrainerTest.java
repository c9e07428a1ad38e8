package io.intereststream.training.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.data.sequence.Split;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.training.TinyData;
import io.intereststream.training.evaluate.InterestSearch;
import io.intereststream.training.evaluate.Scores;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Compute;
import io.intereststream.training.tensor.Tensors;
import io.intereststream.training.train.TrainingRun.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {
  private static final int EVERY = 6;
  private static final Split SPLIT = TinyData.split();

  @TempDir Path folder;

  @BeforeAll
  static void oneThread() {
    Compute.use(Compute.Where.CPU, 1);
  }

  static List<String> presets() {
    return List.of(
        "cmi-default",
        "cmi-paper",
        "cmi-distinct",
        "gru4rec",
        "comirec-sa",
        "comirec-dr",
        "mind",
        "octopus",
        "dssrec");
  }

  /** Interrupts a run. */
  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @ParameterizedTest
  @MethodSource("presets")
  void aResumedRunEndsLikeOneThatWasNotInterrupted(String preset) {
    Recipe recipe = TinyData.recipe(preset);
    Trainer.Result whole = trainer(recipe, 1, folder.resolve("whole"), Progress.NONE).run();
    assertThat(whole.steps()).isEqualTo(24);
    assertThat(whole.samplesPerSecond()).isPositive();
    for (long at : new long[] {6, 12, 18, 24}) {
      Path run = folder.resolve("until " + at);
      interrupt(recipe, run, at);
      assertSame(whole, trainer(recipe, 1, run, Progress.NONE).resume().run());
      assertThat(checkpoints(run)).containsExactly("checkpoint-24");
    }
  }

  @Test
  void aRunMayBeInterruptedBetweenCheckpointsAndManyTimes() {
    Recipe recipe = TinyData.recipe("cmi-default");
    Trainer.Result whole = trainer(recipe, 1, null, Progress.NONE).run();
    Path run = folder.resolve("run");
    interrupt(recipe, run, 6);
    Progress atTen =
        new Progress() {
          @Override
          public void step(long step, Map<String, Double> losses, double samplesPerSecond) {
            if (step == 10) {
              throw new Interruption();
            }
          }
        };
    for (int time = 0; time < 3; time++) {
      Trainer again = trainer(recipe, 1, run, atTen).resume();
      assertThatThrownBy(again::run).isInstanceOf(Interruption.class);
      assertThat(checkpoints(run)).containsExactly("checkpoint-6");
    }
    assertSame(whole, trainer(recipe, 1, run, Progress.NONE).resume().run());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void mixedPrecisionHasNearlyTheSameLoss(String preset) {
    Recipe recipe = TinyData.recipe(preset);
    Trainer.Result full = trainer(recipe, 1, null, Progress.NONE).run();
    Trainer.Result mixed;
    Compute.use(Compute.Where.CPU, 1, Compute.Precision.MIXED);
    try {
      mixed = trainer(recipe, 1, null, Progress.NONE).run();
    } finally {
      oneThread();
    }
    double expected = full.curve().last().losses().get("total");
    double found = mixed.curve().last().losses().get("total");
    assertThat(found).isCloseTo(expected, within(0.02 * Math.abs(expected)));
    // Equal losses would mean that nothing was rounded.
    assertThat(found).isNotEqualTo(expected);
  }

  /** A clock that only the test moves. */
  private static final class TestClock implements RunClock {
    private long seconds;

    @Override
    public long wallNanos() {
      return TimeUnit.SECONDS.toNanos(seconds);
    }

    @Override
    public long cpuNanos() {
      return 2 * wallNanos();
    }
  }

  /** Moves a clock by 1,000 s in each validation, and by 5 s at every tenth step. */
  private static Progress moving(TestClock clock) {
    return new Progress() {
      @Override
      public void step(long step, Map<String, Double> losses, double samplesPerSecond) {
        clock.seconds += 5;
      }

      @Override
      public void validated(Curve.Point point) {
        clock.seconds += 1000;
      }
    };
  }

  @Test
  void theTimeOfValidationsIsNotTrainingTime() {
    Recipe recipe = TinyData.recipe("cmi-default");
    TestClock clock = new TestClock();
    Trainer.Options options = new Trainer.Options(1, "tiny", EVERY, 100, folder);
    Trainer.Result result = new Trainer(recipe, SPLIT, options, moving(clock), clock).run();
    // Steps 10, 20 and 24; the validations are after steps 6, 12, 18 and 24.
    assertThat(result.curve().points())
        .extracting(Curve.Point::seconds)
        .containsExactly(0.0, 5.0, 5.0, 15.0);
    assertThat(result.seconds()).isEqualTo(15);
    int rows = recipe.sampling().viewers() * recipe.sampling().prefixes();
    assertThat(result.samplesPerSecond()).isEqualTo(24 * rows / 15.0);
    // The time before a resume counts too.
    Trainer.Result resumed =
        new Trainer(recipe, SPLIT, options, moving(clock), clock).resume().run();
    assertThat(resumed.seconds()).isEqualTo(15);
  }

  @Test
  void theCpuTimeOfARunHasItsValidations() {
    TestClock clock = new TestClock();
    Trainer.Options options = new Trainer.Options(1, "tiny", EVERY, 100, null);
    Report report =
        new TrainingRun(TinyData.sequences(), SPLIT, clock)
            .train(TinyData.recipe("cmi-default"), options, false, moving(clock))
            .report();
    assertThat(report.seconds()).isEqualTo(15);
    assertThat(report.cpuSeconds()).isEqualTo(2 * (15 + 4 * 1000));
  }

  @Test
  void aSeedGivesTheSameRunAndAnotherSeedAnother() {
    Recipe recipe = TinyData.recipe("cmi-default");
    Trainer.Result one = trainer(recipe, 1, null, Progress.NONE).run();
    assertSame(one, trainer(recipe, 1, null, Progress.NONE).run());
    Trainer.Result other = trainer(recipe, 2, null, Progress.NONE).run();
    weights(one)
        .forEach((name, values) -> assertThat(weights(other).get(name)).isNotEqualTo(values));
    assertThat(curve(other)).isNotEqualTo(curve(one));
  }

  @Test
  void aRunEndsAfterValidationsWithoutABetterOne() {
    Recipe still = TinyData.recipe("cmi-default").with("optimiser.learning-rate", "1e-12");
    Path run = folder.resolve("run");
    Trainer.Options options = new Trainer.Options(1, "tiny", EVERY, 2, run);
    Trainer.Result result = new Trainer(still, SPLIT, options, Progress.NONE).run();
    assertThat(result.steps()).isEqualTo(18);
    assertThat(result.curve().points()).hasSize(3);
    assertThat(result.curve().best().step()).isEqualTo(6);
    Trainer.Result resumed = new Trainer(still, SPLIT, options, Progress.NONE).resume().run();
    assertSame(result, resumed);
    assertThat(resumed.samplesPerSecond()).isFinite().isPositive();
  }

  @Test
  void theResultHasTheWeightsOfTheBestValidation() {
    Recipe wild = TinyData.recipe("cmi-default").with("optimiser.learning-rate", "0.3");
    Trainer.Result result = trainer(wild, 1, null, Progress.NONE).run();
    Curve.Point best = result.curve().best();
    assertThat(best.step()).as("of %s", result.curve()).isLessThan(24);
    assertThat(validated(wild, result)).isEqualTo(best.recallAt50());
  }

  @Test
  void weightsAreValidatedAsTheNextStepWouldUseThem() {
    Recipe projected = TinyData.recipe("cmi-paper");
    Trainer.Result result = trainer(projected, 1, null, Progress.NONE).run();
    assertThat(validated(projected, result)).isEqualTo(result.curve().best().recallAt50());
    float[] rows = weights(result).get("item.embedding");
    for (int row = 0; row < TinyData.ITEMS; row++) {
      double square = 0;
      for (int i = row * 8; i < row * 8 + 8; i++) {
        square += rows[i] * rows[i];
      }
      assertThat(square).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void theLastStepIsValidated() {
    Recipe recipe = TinyData.recipe("gru4rec").with("optimiser.steps", "8");
    Trainer.Result result = trainer(recipe, 1, folder, Progress.NONE).run();
    assertThat(result.curve().points()).extracting(Curve.Point::step).containsExactly(6L, 8L);
    assertThat(checkpoints(folder)).containsExactly("checkpoint-8");
  }

  @Test
  void aLossThatIsNotFiniteEndsTheRunAndKeepsTheLastGoodCheckpoint() {
    Recipe recipe = TinyData.recipe("cmi-default").with("optimiser.learning-rate", "1e30");
    Trainer.Options options = new Trainer.Options(1, "tiny", 1, 10, folder);
    Trainer trainer = new Trainer(recipe, SPLIT, options, Progress.NONE);
    assertThatThrownBy(trainer::run)
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.CHECK_FAILED)
        .hasMessageContaining("step ")
        .hasMessageContaining("not finite")
        .hasMessageContaining("main_ce=")
        .hasMessageContaining("the last good checkpoint is " + Checkpoint.newest(folder) + ";")
        .hasMessageContaining("try an optimiser.learning-rate below 1.0E30");
    new Trainer(recipe, SPLIT, options, Progress.NONE).resume();
  }

  @Test
  void weightsThatAreNotFiniteGetIntoNoCheckpoint() {
    // With this recipe the loss of the second step is finite, but its gradient is not.
    Recipe recipe = TinyData.recipe("cmi-paper").with("optimiser.learning-rate", "1e30");
    Trainer.Options options = new Trainer.Options(1, "tiny", 1, 10, folder);
    Trainer trainer = new Trainer(recipe, SPLIT, options, Progress.NONE);
    assertThatThrownBy(trainer::run)
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.CHECK_FAILED)
        .hasMessageStartingWith("step 2: weights/")
        .hasMessageContaining(" is not finite; ")
        .hasMessageContaining("the last good checkpoint is " + folder.resolve("checkpoint-1"))
        .hasMessageContaining("try an optimiser.learning-rate below 1.0E30");
    assertThat(checkpoints(folder)).containsExactly("checkpoint-1");
    new Trainer(recipe, SPLIT, options, Progress.NONE).resume();
  }

  @Test
  void tooLittleDataIsRejected() {
    List<int[]> few = List.of(new int[] {0, 1, 2}, new int[] {1, 2});
    Split small = new Split("", List.of("a", "b", "c"), few, SPLIT.validation(), List.of());
    Recipe recipe = TinyData.recipe("cmi-default");
    assertRejected(
        recipe, small, "tiny: 3 items in the training sequences (expected: more than 50, ");
    Split unvalidated = new Split("", SPLIT.items(), SPLIT.train(), List.of(), SPLIT.test());
    assertRejected(
        recipe, unvalidated, "tiny: no viewer for validation (expected: at least one whose id ");
    List<int[]> ones = List.of(new int[] {0}, new int[] {1});
    Split unordered = new Split("", SPLIT.items(), ones, SPLIT.validation(), SPLIT.test());
    assertRejected(recipe, unordered, "training sequences: all 2 have fewer than 2 items ");
  }

  @Test
  void numbersBelowOneAreRejected() {
    assertThatThrownBy(() -> new Trainer.Options(1, "tiny", 0, 1, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("validation every 0 steps, patience 1 (expected: both at least 1)");
    assertThatThrownBy(() -> new Trainer.Options(1, "tiny", 1, 0, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRejected(Recipe recipe, Split split, String message) {
    Trainer.Options options = new Trainer.Options(1, "tiny", EVERY, 10, null);
    assertThatThrownBy(() -> new Trainer(recipe, split, options, Progress.NONE))
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.CHECK_FAILED)
        .hasMessageStartingWith(message);
  }

  private static double validated(Recipe recipe, Trainer.Result result) {
    InterestSearch search = new InterestSearch(result.model(), recipe.window());
    List<int[]> lists = search.top(Scores.histories(SPLIT.validation()), Scores.LONGEST);
    return new Scores(SPLIT.validation(), lists).mean("recall_at_50");
  }

  private static Trainer trainer(Recipe recipe, long seed, Path run, Progress progress) {
    return new Trainer(recipe, SPLIT, new Trainer.Options(seed, "tiny", EVERY, 100, run), progress);
  }

  private static void interrupt(Recipe recipe, Path run, long at) {
    Progress interrupting =
        new Progress() {
          @Override
          public void validated(Curve.Point point) {
            if (point.step() == at) {
              throw new Interruption();
            }
          }
        };
    Trainer trainer = trainer(recipe, 1, run, interrupting);
    assertThatThrownBy(trainer::run).isInstanceOf(Interruption.class);
    assertThat(checkpoints(run)).containsExactly("checkpoint-" + at);
  }

  /** Checks that two runs gave the same weights, bit for bit, on the same curve. */
  static void assertSame(Trainer.Result expected, Trainer.Result found) {
    assertThat(found.steps()).isEqualTo(expected.steps());
    assertThat(curve(found)).isEqualTo(curve(expected));
    Map<String, float[]> weights = weights(found);
    weights(expected)
        .forEach((name, values) -> assertThat(weights.get(name)).as(name).isEqualTo(values));
  }

  /** Returns a curve without its times. */
  private static List<Curve.Point> curve(Trainer.Result result) {
    return result.curve().points().stream()
        .map(point -> new Curve.Point(point.step(), point.recallAt50(), point.losses(), 0))
        .toList();
  }

  private static Map<String, float[]> weights(Trainer.Result result) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    result.model().parameters().forEach((name, t) -> weights.put(name, Tensors.floats(t)));
    return weights;
  }

  /** Returns the names of all files in a run's folder. */
  static List<String> checkpoints(Path run) {
    try (Stream<Path> files = Files.list(run)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
