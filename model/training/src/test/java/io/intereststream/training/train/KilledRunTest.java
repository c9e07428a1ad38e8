package io.intereststream.training.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.training.TinyData;
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

/** A run in a process of its own, killed without a chance to tidy up. */
class KilledRunTest {
  private static final long SIGKILLED = 128 + 9;

  @TempDir Path folder;

  private static Trainer trainer(Path run, Progress progress) {
    Recipe recipe = TinyData.recipe("cmi-default").with("optimiser.steps", "150");
    Trainer.Options options = new Trainer.Options(1, "tiny", 10, 1000, run);
    return new Trainer(recipe, TinyData.split(), options, progress);
  }

  /**
   * The program that is killed: trains, or goes on, and says after which step it is. It does not
   * outrun its killer: after a given step it waits.
   */
  public static final class Training {
    private Training() {}

    public static void main(String[] arguments) {
      Compute.use(Compute.Where.CPU, 1);
      Path run = Path.of(arguments[0]);
      long last = Long.parseLong(arguments[1]);
      Progress telling =
          new Progress() {
            @Override
            public void step(long step, Map<String, Double> losses, double samplesPerSecond) {
              System.out.println("step " + step);
              if (step >= last) {
                awaitEnd();
              }
            }

            @Override
            public void validated(Curve.Point point) {
              System.out.println("checkpoint " + point.step());
            }
          };
      Trainer trainer = trainer(run, telling);
      (Trainer.isNew(run) ? trainer : trainer.resume()).run();
    }

    private static void awaitEnd() {
      try {
        System.in.read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void endsAsOneThatWasNotKilled() throws Exception {
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
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Training.class.getName(),
                run.toString(),
                String.valueOf(last))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader()) {
      boolean read =
          await(line)
              .pollDelay(Duration.ZERO)
              .atMost(Duration.ofMinutes(1))
              .until(() -> out.lines().anyMatch(line::equals), found -> true);
      assertThat(read).as("%s before the process ended", line).isTrue();
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
      process.waitFor(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS);
    }
    assertThat((long) process.exitValue()).isEqualTo(SIGKILLED);
  }
}
