package io.intereststream.deploy.bench.tail;

import io.intereststream.deploy.bench.cpu.CpuGroup;
import io.intereststream.deploy.bench.cpu.CpuTimes;
import io.intereststream.deploy.bench.cpu.MachineCpu;
import io.intereststream.deploy.bench.cpu.ThreadCpu;
import io.intereststream.deploy.bench.load.LoadProducer;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Finds the rate of events that keeps a share of the machine busy, with all that runs on it. */
public final class BusyRate {
  /** The share of all cores that is busy. */
  public static final double BUSY = 0.4;

  /** If the machine is busier than this without events, nothing can be measured. */
  private static final double MOST_IDLE = 0.15;

  /** Events per second of the first warm-up. */
  private static final double FIRST = 2_000;

  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final Duration PROBE = Duration.ofSeconds(10);
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int MOST_WARM_UPS = 12;
  private static final int PROBES = 3;

  /** JIT compilers are idle below this share of a core. */
  private static final double QUIET = 0.05;

  private final LoadProducer producer;
  private final List<ThreadCpu> tasks;
  private final boolean strict;
  private final Consumer<String> progress;

  /**
   * @param pids processes that run the job's tasks
   * @param strict whether to wait for the compilers and to check that the machine is idle
   */
  public BusyRate(
      LoadProducer producer, List<Long> pids, boolean strict, Consumer<String> progress) {
    this.producer = producer;
    this.tasks = pids.stream().map(ThreadCpu::new).toList();
    this.strict = strict;
    this.progress = progress;
  }

  /**
   * Finds the rate, in events per second.
   *
   * @throws InterestStreamException as a failed check, if the machine is busy without events
   */
  public double find() throws IOException, InterruptedException {
    double idle = busyAt(0);
    if (strict) {
      checkIdle(idle);
    }
    warmUp(FIRST);
    RateFit fit = new RateFit().add(0, idle).add(FIRST, busyAt(FIRST));
    for (int i = 0; i < PROBES; i++) {
      double rate = checked(fit.rateFor(BUSY));
      warmUp(rate);
      fit.add(rate, busyAt(rate));
    }
    return checked(fit.rateFor(BUSY));
  }

  /**
   * Checks that nothing else uses the machine.
   *
   * @throws InterestStreamException as a failed check
   */
  public static void checkIdle() throws IOException, InterruptedException {
    MachineCpu before = MachineCpu.now();
    TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
    checkIdle(MachineCpu.now().busySince(before));
  }

  private static void checkIdle(double busy) {
    if (busy > MOST_IDLE) {
      throw InterestStreamException.checkFailed(
          ("the machine is %.0f %% busy without events (expected: at most %.0f %%; end other"
                  + " programs)")
              .formatted(100 * busy, 100 * MOST_IDLE));
    }
  }

  private double checked(double rate) {
    if (Double.isNaN(rate) || rate < 1) {
      if (!strict) {
        return FIRST;
      }
      throw InterestStreamException.checkFailed(
          ("no rate keeps %.0f %% of the CPU busy (expected: more CPU time at a higher rate; end"
                  + " other programs, or set the rate)")
              .formatted(100 * BUSY));
    }
    return rate;
  }

  private double busyAt(double rate) throws IOException, InterruptedException {
    if (rate > 0) {
      producer.send(rate);
    }
    TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
    MachineCpu before = MachineCpu.now();
    TimeUnit.MILLISECONDS.sleep(PROBE.toMillis());
    double busy = MachineCpu.now().busySince(before);
    if (rate > 0) {
      producer.stop();
    }
    progress.accept("%,.0f events/s: CPU %.0f %% busy".formatted(rate, 100 * busy));
    return busy;
  }

  /**
   * Sends events until the JIT compilers are idle.
   *
   * @param rate events per second
   */
  public void warmUp(double rate) throws IOException, InterruptedException {
    producer.send(rate);
    double share = 1;
    for (int i = 0; i < (strict ? MOST_WARM_UPS : 1) && share > QUIET; i++) {
      List<CpuTimes> before = tasks.stream().map(ThreadCpu::sample).toList();
      TimeUnit.MILLISECONDS.sleep(WARM_UP.toMillis());
      long jit = 0;
      for (int task = 0; task < before.size(); task++) {
        jit += tasks.get(task).sample().since(before.get(task)).of(CpuGroup.JIT).cpuNs();
      }
      share = (double) jit / WARM_UP.toNanos();
    }
    producer.stop();
    progress.accept(
        "warmed up at %,.0f events/s, JIT compilers use %.0f %% of a core"
            .formatted(rate, 100 * share));
  }
}
