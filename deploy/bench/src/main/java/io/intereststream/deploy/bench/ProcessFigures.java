package io.intereststream.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Memory and CPU time of a JVM, from Linux's {@code /proc}. */
record ProcessFigures(long pid) {
  /** User and system time of a compiler thread, in hundredths of a second. */
  private static final Pattern COMPILER_STAT =
      Pattern.compile("\\(C[12] CompilerThre[^)]*\\) (?:\\S+ ){11}(\\d+) (\\d+)");

  /**
   * Resident memory in bytes, including the pages of mapped files.
   *
   * @throws IOException if there is no such process, or no /proc
   */
  long residentBytes() throws IOException {
    Path status = folder().resolve("status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException(status + ": no line VmRSS (expected: one)");
  }

  /**
   * CPU time used by the JIT compilers.
   *
   * @throws IOException if there is no such process, or no /proc
   */
  Duration compilerTime() throws IOException {
    try (Stream<Path> threads = Files.list(folder().resolve("task"))) {
      return Duration.ofMillis(10 * threads.mapToLong(ProcessFigures::compilerHundredths).sum());
    }
  }

  private static long compilerHundredths(Path thread) {
    try {
      Matcher stat = COMPILER_STAT.matcher(Files.readString(thread.resolve("stat")));
      return stat.find() ? Long.parseLong(stat.group(1)) + Long.parseLong(stat.group(2)) : 0;
    } catch (IOException e) {
      // The thread has just ended.
      return 0;
    }
  }

  private Path folder() {
    return Path.of("/proc", String.valueOf(pid));
  }
}
