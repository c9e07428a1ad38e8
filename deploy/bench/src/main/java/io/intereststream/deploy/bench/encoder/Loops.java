package io.intereststream.deploy.bench.encoder;

import io.intereststream.deploy.bench.cpu.Medians;
import io.intereststream.deploy.bench.measure.Gate;
import io.intereststream.error.InterestStreamException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures loops without a cluster: CPU time of the calling thread in chunks of 1,000 events. The
 * loops take turns, chunk by chunk, for some time (A, B) and for as long again (A', B'). The result
 * is the median of all chunks of a loop. It only counts if the medians of A and of A' agree.
 */
final class Loops {
  /** Events of a chunk. */
  static final int CHUNK = 1_000;

  /** Differences below this do not count, in µs: one access to memory takes longer. */
  private static final double SMALLEST = 0.02;

  private static final int ATTEMPTS = 5;
  private static final int WARM_UP_ROUNDS = 400;

  /** Reads a clock in ns. */
  interface Clock {
    long nanos();
  }

  private final Map<String, Runnable> loops = new LinkedHashMap<>();
  private final Clock clock;

  /** Loops that are measured with the CPU time of the calling thread. */
  Loops() {
    this(threadCpu());
  }

  Loops(Clock clock) {
    this.clock = clock;
  }

  private static Clock threadCpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads::getCurrentThreadCpuTime;
  }

  /**
   * Adds a loop.
   *
   * @param chunk handles the next 1,000 events
   */
  Loops add(String name, Runnable chunk) {
    loops.put(name, chunk);
    return this;
  }

  /**
   * The CPU time of each loop in µs per event.
   *
   * @param rounds number of chunks A, and of chunks A', of one attempt
   * @param strict whether to refuse times of A and A' that do not agree
   * @throws InterestStreamException as a failed check, if A and A' do not agree
   */
  Map<String, Double> measure(int rounds, boolean strict) {
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      round();
    }
    String disagreement = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double[][] first = rounds(rounds);
      double[][] second = rounds(rounds);
      disagreement = disagreement(first, second);
      if (!strict || disagreement.isEmpty()) {
        return medians(first, second);
      }
    }
    throw InterestStreamException.checkFailed(
        ("loop %s in %d attempts (expected: at most %.0f %% apart; nothing is reported because"
                + " it would not be reliable; end other programs)")
            .formatted(disagreement, ATTEMPTS, 100 * Gate.TOLERANCE));
  }

  private double[][] rounds(int number) {
    double[][] times = new double[number][];
    for (int i = 0; i < number; i++) {
      times[i] = round();
    }
    return times;
  }

  /** Runs a chunk of each loop and returns their times. */
  private double[] round() {
    double[] times = new double[loops.size()];
    int loop = 0;
    for (Runnable chunk : loops.values()) {
      long start = clock.nanos();
      chunk.run();
      times[loop++] = (clock.nanos() - start) / 1e3 / CHUNK;
    }
    return times;
  }

  /** Describes the first loop whose A and A' are too far apart; empty if there is none. */
  private String disagreement(double[][] first, double[][] second) {
    int loop = 0;
    for (String name : loops.keySet()) {
      double a = median(first, loop);
      double again = median(second, loop);
      double most = Math.max(SMALLEST, Gate.TOLERANCE * Math.min(a, again));
      if (Math.abs(a - again) > most) {
        return "%s: %.3f and %.3f µs an event".formatted(name, a, again);
      }
      loop++;
    }
    return "";
  }

  private Map<String, Double> medians(double[][] first, double[][] second) {
    Map<String, Double> medians = new LinkedHashMap<>();
    int loop = 0;
    for (String name : loops.keySet()) {
      double[] all = new double[2 * first.length];
      for (int i = 0; i < first.length; i++) {
        all[i] = first[i][loop];
        all[first.length + i] = second[i][loop];
      }
      medians.put(name, Medians.of(all));
      loop++;
    }
    return medians;
  }

  private static double median(double[][] rounds, int loop) {
    double[] times = new double[rounds.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = rounds[i][loop];
    }
    return Medians.of(times);
  }
}
