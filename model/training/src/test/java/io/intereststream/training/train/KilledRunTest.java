package io.intereststream.training.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.training.JavaProgram;
import io.intereststream.training.TinyData;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Compute;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run in a process of its own that is killed and cannot end in an orderly way. */
class KilledRunTest {
  private static final long SIGKILLED = 128 + 9;

  @TempDir Path folder;

  private static Trainer trainer(Path run, Progress progress) {
    Recipe recipe = TinyData.recipe("cmi-default").with("optimiser.steps", "150");
    Trainer.Options options = new Trainer.Options(1, "tiny", 10, 1000, run);
    return new Trainer(recipe, TinyData.split(), options, progress);
  }

  /**
   * The program that is killed. It starts or resumes a run and prints the steps. From a given step
   * on it waits, so that it cannot finish before it is killed.
   */
  public static final class Training {
    private Training() {}

    public static void main(String[] arguments) {
      Compute.use(Compute.Where.CPU, 1);
      Path run = Path.of(arguments[0]);
      long last = Long.parseLong(arguments[1]);
      Progress printing =
          new Progress() {
            @Override
            public void step(long step, Map<String, Double> losses, double samplesPerSecond) {
              System.out.println("step " + step);
              if (step >= last) {
                waitToBeKilled();
              }
            }

            @Override
            public void validated(Curve.Point point) {
              System.out.println("checkpoint " + point.step());
            }
          };
      Trainer trainer = trainer(run, printing);
      (Trainer.isNew(run) ? trainer : trainer.resume()).run();
    }

    private static void waitToBeKilled() {
      try {
        System.in.read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aRunThatWasKilledEndsLikeOneThatWasNot() throws Exception {
    Compute.use(Compute.Where.CPU, 1);
    Path run = folder.resolve("run");
    killWhen(run, "checkpoint 10", 40);
    long first = step(run);
    assertThat(first).isBetween(10L, 40L);
    killWhen(run, "step " + (first + 30), first + 60);
    assertThat(step(run)).isBetween(first + 20, first + 60);
    Trainer.Result resumed = trainer(run, Progress.NONE).resume().run();
    TrainerTest.assertSame(trainer(null, Progress.NONE).run(), resumed);
  }

  private static long step(Path run) {
    return Checkpoint.state(Checkpoint.newest(run)).step();
  }

  private static void killWhen(Path run, String line, long last)
      throws IOException, InterruptedException {
    Process process = JavaProgram.start(Training.class, run, last);
    try (BufferedReader out = process.inputReader()) {
      boolean read = JavaProgram.read(() -> out.lines().anyMatch(line::equals));
      assertThat(read).as("%s before the process ended", line).isTrue();
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
      process.waitFor(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS);
    }
    assertThat((long) process.exitValue()).isEqualTo(SIGKILLED);
  }
}
