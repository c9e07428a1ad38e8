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
 * spent at the last sample. What ended threads spent after that is known from the sum of the
 * process, and counts under {@link #ENDED}. Not thread-safe.
 */
public final class ThreadCpu {
  /** Number of characters that Linux keeps of a thread's name. */
  static final int NAME_LENGTH = 15;

  /** The name of threads that ended between two samples. */
  static final String ENDED = "(ended)";

  /**
   * Fields of {@code /proc/PID/stat} after the name: user and system time, in hundredths of a s.
   */
  private static final int USER = 11;

  private static final int SYSTEM = 12;
  private static final long TICK_NS = 10_000_000;

  private final Path process;

  /** What each thread had spent at the last sample. */
  private Map<String, Spent> threads = new HashMap<>();

  private final Map<String, Spent> names = new HashMap<>();

  /** The threads of the process with this id. */
  public ThreadCpu(long pid) {
    this(Path.of("/proc", String.valueOf(pid)));
  }

  ThreadCpu(Path process) {
    this.process = process;
  }

  /**
   * What each thread has spent since it started, as far as a sample has seen it.
   *
   * @throws InterestStreamException if there is no such process, or no /proc with schedstat
   */
  public CpuTimes sample() {
    Map<String, Spent> seen = new HashMap<>();
    try {
      try (DirectoryStream<Path> running = Files.newDirectoryStream(process.resolve("task"))) {
        for (Path thread : running) {
          take(thread, seen);
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      takeEnded();
    } catch (IOException e) {
      throw InterestStreamException.environment(
          "%s: %s (expected: a running process, and Linux with schedstat)"
              .formatted(process, IoFault.describe(e)),
          e);
    }
    threads = seen;
    return new CpuTimes(names);
  }

  private void takeEnded() throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long all = TICK_NS * (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]));
    long known = names.values().stream().mapToLong(Spent::cpuNs).sum();
    if (all - known > TICK_NS) {
      names.merge(ENDED, new Spent(all - known, 0), Spent::plus);
    }
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
