package io.intereststream.deploy.e2e.documents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs blocks of commands by {@code sh -eu}, one after the other in one folder, each in its own
 * session. At the end of the block, or at its deadline, all remaining processes of the session are
 * killed.
 */
final class BlockRunner {
  /** A session is a process group too; macOS has no {@code setsid}. */
  private static final List<String> IN_OWN_SESSION =
      Files.isExecutable(Path.of("/usr/bin/setsid"))
          ? List.of("setsid")
          : List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV");

  private final Path folder;
  private final Path temporary;
  private final Duration deadline;

  /**
   * @param folder in which the blocks run
   * @param temporary another folder, for script, output and temporary files; its path has no blanks
   * @param deadline of each block
   */
  BlockRunner(Path folder, Path temporary, Duration deadline) {
    this.folder = folder;
    this.temporary = temporary;
    this.deadline = deadline;
  }

  /**
   * The result of a block.
   *
   * @param ending empty if it succeeded in time; otherwise how it ended
   * @param output stdout and stderr
   */
  record Outcome(String ending, String output, Duration took) {}

  Outcome run(String commands) throws IOException, InterruptedException {
    Path script = Files.writeString(temporary.resolve("block.sh"), commands);
    Path output = temporary.resolve("output");
    List<String> command = new ArrayList<>(IN_OWN_SESSION);
    command.addAll(List.of("sh", "-eu", script.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("INTEREST_STREAM_"));
    builder.environment().put("INTEREST_STREAM_BUILD", "never");
    builder.environment().put("INTEREST_STREAM_JVM", "-Djava.io.tmpdir=" + temporary);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("TMPDIR", temporary.toString());
    long begin = System.nanoTime();
    Process process = builder.start();
    String ending;
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        ending = "still running after " + deadline.toSeconds() + " s";
      } else if (process.exitValue() != 0) {
        ending = "exit code " + process.exitValue();
      } else {
        ending = "";
      }
    } finally {
      killSession(process.pid());
    }
    return new Outcome(
        ending,
        new String(Files.readAllBytes(output), StandardCharsets.UTF_8),
        Duration.ofNanos(System.nanoTime() - begin));
  }

  /** Does nothing if no process of the session remains. */
  private static void killSession(long leader) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -s KILL -- -" + leader)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor(30, TimeUnit.SECONDS);
  }
}
