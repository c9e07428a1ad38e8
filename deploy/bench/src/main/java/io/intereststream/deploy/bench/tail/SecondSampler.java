package io.intereststream.deploy.bench.tail;

import io.intereststream.deploy.bench.cpu.CpuGroup;
import io.intereststream.deploy.bench.cpu.CpuTimes;
import io.intereststream.deploy.bench.cpu.MachineCpu;
import io.intereststream.deploy.bench.cpu.ThreadCpu;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Samples, at each full second of the wall clock, what the threads of a process spent in it. */
final class SecondSampler implements AutoCloseable {
  private final ThreadCpu cpu;
  private final Map<Long, Sample> samples = new TreeMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "second-sampler");
            thread.setDaemon(true);
            return thread;
          });
  private CpuTimes last;
  private MachineCpu machine;

  /**
   * What happened in a second. All times in ms.
   *
   * @param rocksDbMs CPU time of flushes and compactions
   * @param gcMs CPU time of garbage collection
   * @param updaterWaitMs time in which the updaters could run but had no core
   * @param sourceWaitMs the same of the sources
   * @param busy share of all cores that was in use, 0 to 1
   */
  record Sample(long rocksDbMs, long gcMs, long updaterWaitMs, long sourceWaitMs, double busy) {
    static final Sample UNKNOWN = new Sample(-1, -1, -1, -1, Double.NaN);
  }

  /** Starts to sample a process. */
  SecondSampler(long pid) throws IOException {
    this.cpu = new ThreadCpu(pid);
    this.last = cpu.sample();
    this.machine = MachineCpu.now();
    long untilNext = 1000 - System.currentTimeMillis() % 1000;
    timer.scheduleAtFixedRate(this::sample, untilNext, 1000, TimeUnit.MILLISECONDS);
  }

  private synchronized void sample() {
    CpuTimes now = cpu.sample();
    CpuTimes spent = now.since(last);
    last = now;
    MachineCpu all;
    try {
      all = MachineCpu.now();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The second that ends about now.
    long second = Math.round(System.currentTimeMillis() / 1000.0) - 1;
    samples.put(
        second,
        new Sample(
            ms(spent.of(CpuGroup.ROCKSDB).cpuNs()),
            ms(spent.of(CpuGroup.GC).cpuNs()),
            ms(spent.of(CpuGroup.UPDATER).waitNs()),
            ms(spent.of(CpuGroup.SOURCE).waitNs()),
            all.busySince(machine)));
    machine = all;
  }

  private static long ms(long ns) {
    return TimeUnit.NANOSECONDS.toMillis(ns);
  }

  /** The samples so far, by second since 1970. */
  synchronized Map<Long, Sample> samples() {
    return new TreeMap<>(samples);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
