package io.intereststream.deploy.bench.child;

import io.intereststream.error.InterestStreamException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A JVM on this one's class path whose main class serves {@link ChildCommands}. It ends with this
 * JVM, even if this JVM is killed, because its standard input then ends. Not thread-safe.
 */
public final class ChildJvm implements AutoCloseable {
  private final String name;
  private final Path log;
  private final Process process;
  private final BufferedReader answers;

  private ChildJvm(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a JVM.
   *
   * @param name for messages and for its log
   * @param folder for its log
   */
  public static ChildJvm start(Class<?> main, String name, Path folder, List<String> arguments)
      throws IOException {
    Path log = folder.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-Dlog4j2.configurationFile=classpath:log4j2.xml");
    command.add("-Dinterest.log.file=" + log);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".err").toFile()))
            .start();
    return new ChildJvm(name, log, process);
  }

  /** Sends a command and waits for the answer. */
  public String ask(String command, Duration limit) throws IOException, InterruptedException {
    return tell(command).await(limit);
  }

  /** Sends a command, whose answer must be awaited before the next one. */
  public Answer tell(String command) throws IOException {
    if (process.isAlive()) {
      OutputStream commands = process.getOutputStream();
      commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
      commands.flush();
    }
    return new Answer(command);
  }

  /** An answer that may not have come yet. */
  public final class Answer {
    private final String command;

    private Answer(String command) {
      this.command = command;
    }

    /**
     * Waits for it.
     *
     * @throws InterestStreamException if the child has failed or does not answer
     */
    public String await(Duration limit) throws InterruptedException {
      CompletableFuture<String> line = new CompletableFuture<>();
      Thread reader = new Thread(() -> read(line), name + "-answer");
      reader.setDaemon(true);
      reader.start();
      String answer;
      try {
        answer = line.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw failure("no answer for " + limit.toSeconds() + " s", e);
      } catch (ExecutionException e) {
        throw failure(e.getCause().getMessage(), e);
      }
      if (answer == null || !answer.startsWith(ChildCommands.DONE)) {
        throw failure(answer == null ? "ended" : answer, null);
      }
      return answer.substring(ChildCommands.DONE.length());
    }

    private InterestStreamException failure(String found, Exception cause) {
      return InterestStreamException.environment(
          "%s, command '%s': %s (expected: an answer; see %s)".formatted(name, command, found, log),
          cause);
    }
  }

  private void read(CompletableFuture<String> line) {
    try {
      line.complete(answers.readLine());
    } catch (IOException e) {
      line.completeExceptionally(e);
    }
  }

  /** What happens when this JVM ends. */
  void parentEnds() throws IOException {
    process.getOutputStream().close();
  }

  boolean hasEndedWithin(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /** Kills the JVM. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
