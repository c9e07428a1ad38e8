package io.intereststream.training;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** Starts a class of the tests as a process of its own, and reads what it prints. */
public final class JavaProgram {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private JavaProgram() {}

  /** Starts a class with a main method. */
  public static Process start(Class<?> program, Object... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /**
   * Reads output of a process, and fails if that takes more than a minute.
   *
   * @param reading waits for the output and returns it
   */
  public static <T> T read(Callable<T> reading) {
    return await("output of another process")
        .pollDelay(Duration.ZERO)
        .atMost(DEADLINE)
        .until(reading, read -> true);
  }
}
