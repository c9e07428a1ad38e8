package io.intereststream.deploy.bench.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory and disk writes of a process, from Linux's {@code /proc}. */
public record ProcessFigures(long pid) {
  /**
   * Resident memory in bytes, including the pages of mapped files.
   *
   * @throws IOException if there is no such process, or no /proc
   */
  public long residentBytes() throws IOException {
    return number("status", "VmRSS:") << 10;
  }

  /**
   * Bytes that the process has caused to be written to disks.
   *
   * @throws IOException if there is no such process, or no /proc with I/O accounting
   */
  public long writtenBytes() throws IOException {
    return number("io", "write_bytes:");
  }

  private long number(String file, String key) throws IOException {
    Path path = Path.of("/proc", String.valueOf(pid), file);
    for (String line : Files.readAllLines(path)) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("%s: no line %s (expected: one)".formatted(path, key));
  }
}
