package io.intereststream.deploy.bench.measure;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobConfiguration;
import io.intereststream.job.config.JobOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;

/**
 * The job of a build, started by the launcher of its checkout with {@code interest-stream job}, in
 * one process. It ends with this JVM, even if this JVM is killed.
 */
public final class LauncherJob implements MeasuredJob {
  private static final String LAUNCHER = "interest-stream";
  private static final String JVM = "-Xms2g -Xmx2g -XX:+UseG1GC";
  private static final Duration START = Duration.ofSeconds(180);
  private static final Duration STOP = Duration.ofSeconds(90);
  private static final long LOOK_MS = 200;

  private final JobOptions options;
  private final Path folder;
  private final Path output;
  private final Process process;
  private final Watchdog watchdog;

  private LauncherJob(JobOptions options, Path folder, Path output, Process process)
      throws IOException {
    this.options = options;
    this.folder = folder;
    this.output = output;
    this.process = process;
    this.watchdog = Watchdog.of(process);
  }

  /**
   * Starts a job and waits for its first checkpoint.
   *
   * @param checkout folder with an executable launcher and its build
   * @param configuration options of the job and of Flink
   * @param folder for state, checkpoints and output
   */
  public static LauncherJob start(Path checkout, Configuration configuration, Path folder)
      throws IOException, InterruptedException {
    Path launcher = launcher(checkout);
    Files.createDirectories(folder);
    Path output = folder.resolve("output.log");
    List<String> command = new ArrayList<>();
    command.add(launcher.toAbsolutePath().toString());
    command.add("job");
    command.add("--folder");
    command.add(folder.resolve("state").toString());
    configuration.toMap().forEach((key, value) -> command.add("-D" + key + "=" + value));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("INTEREST_STREAM_BUILD", "never");
    builder.environment().put("INTEREST_STREAM_JVM", JVM);
    builder.environment().put("INTEREST_STREAM_LOG", folder.resolve("job.log").toString());
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    LauncherJob job =
        new LauncherJob(
            JobOptions.from(JobConfiguration.withDefaults(configuration)), folder, output, process);
    try {
      job.awaitCheckpoint();
      return job;
    } catch (IOException | InterruptedException | RuntimeException e) {
      job.close();
      throw e;
    }
  }

  /**
   * The launcher of a checkout.
   *
   * @throws InterestStreamException if it has none
   */
  public static Path launcher(Path checkout) {
    Path launcher = checkout.resolve(LAUNCHER);
    if (!Files.isExecutable(launcher)) {
      throw InterestStreamException.usage(
          "checkout %s: no executable %s (expected: a checkout of this project, with a build)"
              .formatted(checkout, LAUNCHER));
    }
    return launcher;
  }

  private void awaitCheckpoint() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    CheckpointFolder completed = new CheckpointFolder(checkpoints());
    while (completed.newest() == 0) {
      check();
      if (System.nanoTime() > deadline) {
        throw InterestStreamException.environment(
            "%s: no checkpoint in %d s (expected: one; see %s)"
                .formatted(checkpoints(), START.toSeconds(), output));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  @Override
  public JobOptions options() {
    return options;
  }

  /** The launcher's shell becomes the JVM. */
  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Path checkpoints() {
    return folder.resolve("state/start-1/checkpoints");
  }

  @Override
  public void check() {
    if (!process.isAlive()) {
      throw InterestStreamException.environment(
          "job of %s: ended with exit code %d (expected: running)%n%s"
              .formatted(folder.getFileName(), process.exitValue(), lastLines()));
    }
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    } catch (IOException e) {
      return "see " + output;
    }
  }

  /** Stops the job with SIGTERM, and kills it if it does not end. */
  @Override
  public void close() {
    try {
      process.destroy();
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      watchdog.close();
    }
  }
}
