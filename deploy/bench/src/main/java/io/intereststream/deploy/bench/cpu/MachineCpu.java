package io.intereststream.deploy.bench.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time of the whole machine since its start, from {@code /proc/stat}.
 *
 * @param busy time of all cores in use, in ticks
 * @param total time of all cores, in ticks
 */
public record MachineCpu(long busy, long total) {
  private static final Path STAT = Path.of("/proc/stat");
  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;

  /** Guest time, which the fields before it include. */
  private static final int GUEST = 8;

  /**
   * The times now.
   *
   * @throws IOException if there is no /proc
   */
  public static MachineCpu now() throws IOException {
    return parse(Files.readString(STAT));
  }

  /** Parses the first line, {@code cpu user nice system idle iowait …}. */
  static MachineCpu parse(String stat) {
    String[] fields = stat.lines().findFirst().orElse("").split("\\s+");
    long busy = 0;
    long total = 0;
    for (int i = 0; i < Math.min(GUEST, fields.length - 1); i++) {
      long ticks = Long.parseLong(fields[i + 1]);
      total += ticks;
      busy += i == IDLE || i == IO_WAIT ? 0 : ticks;
    }
    return new MachineCpu(busy, total);
  }

  /** The share of all cores, 0 to 1, that was in use since an earlier time. */
  public double busySince(MachineCpu earlier) {
    long passed = total - earlier.total;
    return passed == 0 ? 0 : (double) (busy - earlier.busy) / passed;
  }
}
