package io.intereststream.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starts a class of the tests as a process of its own, which is killed after two minutes. */
public final class JavaProgram {
  private static final long DEADLINE_MINUTES = 2;

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
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    // So that reading its output and waiting for it come to an end.
    CompletableFuture.delayedExecutor(DEADLINE_MINUTES, TimeUnit.MINUTES)
        .execute(process::destroyForcibly);
    return process;
  }
}
