package io.intereststream.deploy.bench.cpu;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Samples the CPU time and the run-queue wait of the threads of a process, from {@code
 * /proc/PID/task/TID/schedstat}. The sums never go back: a thread that has ended keeps what it had
 * spent at the last sample. Not thread-safe.
 */
public final class ThreadCpu {
  /** Number of characters that Linux keeps of a thread's name. */
  static final int NAME_LENGTH = 15;

  private final Path tasks;

  /** What each thread had spent at the last sample. */
  private Map<String, Spent> threads = new HashMap<>();

  private final Map<String, Spent> names = new HashMap<>();

  /** The threads of the process with this id. */
  public ThreadCpu(long pid) {
    this(Path.of("/proc", String.valueOf(pid), "task"));
  }

  ThreadCpu(Path tasks) {
    this.tasks = tasks;
  }

  /**
   * What each thread has spent since it started, as far as a sample has seen it.
   *
   * @throws InterestStreamException if there is no such process, or no /proc with schedstat
   */
  public CpuTimes sample() {
    Map<String, Spent> seen = new HashMap<>();
    try (DirectoryStream<Path> running = Files.newDirectoryStream(tasks)) {
      for (Path thread : running) {
        take(thread, seen);
      }
    } catch (IOException e) {
      throw InterestStreamException.environment(
          "%s: %s (expected: a running process, and Linux with schedstat)"
              .formatted(tasks, IoFault.describe(e)),
          e);
    } catch (DirectoryIteratorException e) {
      throw InterestStreamException.environment(
          "%s: %s (expected: a running process)".formatted(tasks, IoFault.describe(e.getCause())),
          e);
    }
    threads = seen;
    return new CpuTimes(names);
  }

  private void take(Path thread, Map<String, Spent> seen) throws IOException {
    Spent now;
    String name;
    try {
      name = Files.readString(thread.resolve("comm")).strip();
      now = parse(Files.readString(thread.resolve("schedstat")));
    } catch (NoSuchFileException e) {
      // The thread has just ended.
      return;
    } catch (IOException e) {
      // ESRCH: it ended between two reads.
      if (Files.exists(thread)) {
        throw e;
      }
      return;
    }
    String id = thread.getFileName().toString();
    Spent before = threads.getOrDefault(id, Spent.NOTHING);
    // Linux gave the id of an ended thread to a new one.
    boolean another = now.cpuNs() < before.cpuNs();
    names.merge(name, another ? now : now.minus(before), Spent::plus);
    seen.put(id, now);
  }

  /** Parses the CPU time and the wait, in ns, of {@code cpu wait slices}. */
  private static Spent parse(String schedstat) throws IOException {
    String[] fields = schedstat.strip().split(" ");
    try {
      return new Spent(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
      throw new IOException("schedstat: '%s' (expected: three numbers)".formatted(schedstat), e);
    }
  }
}
