package io.intereststream.deploy.bench.encoder;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A subtask of the updater, on whose thread an encoder is made.
 *
 * @param index from 0
 */
public record Subtask(int index) {
  private static final Pattern NAME = Pattern.compile(".*\\((\\d+)/\\d+\\)#\\d+");
  private static final Path NATIVE_NAME = Path.of("/proc/thread-self/comm");

  /** The subtask with the thread name of Flink, such as {@code updater (1/2)#0}. */
  static Optional<Subtask> of(String threadName) {
    Matcher name = NAME.matcher(threadName);
    return name.matches()
        ? Optional.of(new Subtask(Integer.parseInt(name.group(1)) - 1))
        : Optional.empty();
  }

  /**
   * The subtask of the calling thread, which from now on has the native name {@link #nativeName},
   * so that its CPU time is told from that of the other subtasks.
   *
   * @return empty if it is not the thread of a task
   */
  static Optional<Subtask> ofThisThread() {
    Optional<Subtask> subtask = of(Thread.currentThread().getName());
    subtask.ifPresent(Subtask::nameThread);
    return subtask;
  }

  /** The name by which {@code /proc} knows its thread. */
  public String nativeName() {
    return "updater " + index;
  }

  private void nameThread() {
    try {
      Files.writeString(NATIVE_NAME, nativeName());
    } catch (IOException e) {
      throw InterestStreamException.environment(
          "%s: %s (expected: Linux)".formatted(NATIVE_NAME, IoFault.describe(e)), e);
    }
  }
}
