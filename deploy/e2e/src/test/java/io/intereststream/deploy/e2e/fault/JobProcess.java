package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.deploy.cli.InterestStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command, as a separate process to which signals can be sent. */
final class JobProcess implements AutoCloseable {
  /** A separate JVM starts more slowly than a cluster in this one. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Process process;
  private final Path err;

  /**
   * Starts a command.
   *
   * @param folder for its output and temporary files
   */
  JobProcess(Path folder, List<String> arguments) throws IOException {
    this.err = Files.createTempFile(Files.createDirectories(folder), "command", ".err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx700m");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
    command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    command.add("-Dlog4j2.configurationFile=classpath:log4j2.xml");
    command.add("-Dinterest.log.file=" + folder.resolve("command.log"));
    command.add("-Dinterest.broker.lib=" + System.getProperty("interest.broker.lib"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(InterestStream.class.getName());
    command.addAll(arguments);
    this.process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(err.toFile()).start();
  }

  /** Its output so far. */
  String said() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The error with which the command has ended. In front of it, Kafka's and Flink's loggers may
   * have written about clients that were interrupted at its end.
   */
  String error() {
    String said = said();
    return said.substring(Math.max(0, said.lastIndexOf("interest-stream job: ")));
  }

  /** Waits until its output contains a text. */
  JobProcess awaitText(String text) {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              assertThat(process.isAlive() || said().contains(text)).as(said()).isTrue();
              return said().contains(text);
            });
    return this;
  }

  /** Sends a signal by its name, such as INT. */
  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Kills it, as in a crash (SIGKILL). */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits until it has ended and returns its exit code. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(said()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
