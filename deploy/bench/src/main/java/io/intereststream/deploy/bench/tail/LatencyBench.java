package io.intereststream.deploy.bench.tail;

import io.intereststream.deploy.bench.cpu.MachineCpu;
import io.intereststream.deploy.bench.latency.UpdateReader;
import io.intereststream.deploy.bench.latency.UpdateRow;
import io.intereststream.deploy.bench.load.LoadProducer;
import io.intereststream.deploy.bench.load.LoadSettings;
import io.intereststream.deploy.bench.measure.ClusterJob;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Measures the latency of a job that has read everything, with a producer and a reader in JVMs of
 * their own, at the rate that keeps 40 % of the CPU busy.
 */
public final class LatencyBench {
  private static final int WORST = 5;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long LOOK_MS = 500;

  private final ClusterJob job;
  private final String webAddress;
  private final LoadSettings load;
  private final Path folder;
  private final Consumer<String> progress;

  /**
   * @param webAddress address of Flink's REST interface
   * @param load whose histories are filled
   * @param folder for logs and the reader's file
   */
  public LatencyBench(
      ClusterJob job,
      String webAddress,
      LoadSettings load,
      Path folder,
      Consumer<String> progress) {
    this.job = job;
    this.webAddress = webAddress;
    this.load = load;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @param repetitions number of runs
   * @param time of a run
   * @param strict whether to refuse on a busy machine
   */
  public LatencyReport run(int repetitions, Duration time, boolean strict) throws Exception {
    Files.createDirectories(folder);
    try (UpdateReader reader = UpdateReader.start(job.configuration(), folder);
        LoadProducer producer = LoadProducer.start(job.configuration(), load, folder)) {
      double rate = new BusyRate(producer, List.of(job.pid()), strict, progress).find();
      progress.accept("latency at %,.0f events/s".formatted(rate));
      List<LatencyReport> runs = new ArrayList<>();
      for (int i = 0; i < repetitions; i++) {
        LatencyReport run = run(reader, producer, rate, time);
        progress.accept(
            "run %d of %d: p50 %.0f ms, p99 %.0f ms"
                .formatted(i + 1, repetitions, run.p50(), run.p99()));
        runs.add(run);
      }
      return LatencyReport.of(runs);
    }
  }

  private LatencyReport run(UpdateReader reader, LoadProducer producer, double rate, Duration time)
      throws IOException, InterruptedException {
    long before = reader.awaitQuiet();
    try (SecondSampler sampler = new SecondSampler(job.pid())) {
      MachineCpu machine = MachineCpu.now();
      long start = System.currentTimeMillis();
      producer.send(rate);
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
      long sent = producer.stop();
      double busy = MachineCpu.now().busySince(machine);
      long end = System.currentTimeMillis();
      await(reader, before + sent);
      CheckpointTimes checkpoints =
          CheckpointTimes.of(webAddress, job.checkpoints().getFileName().toString());
      LatencyBySecond latencies = new LatencyBySecond();
      reader.read(before, reader.updates(), row -> add(row, latencies));
      Histogram all = latencies.all();
      return new LatencyReport(
          all.getValueAtPercentile(50),
          all.getValueAtPercentile(99),
          all.getValueAtPercentile(99.9),
          all.getMaxValue(),
          p99(latencies.of(checkpoints, true)),
          p99(latencies.of(checkpoints, false)),
          rate,
          busy,
          checkpoints.begunWithin(start, end),
          0,
          latencies.worst(WORST, checkpoints, sampler.samples()));
    }
  }

  private static void add(UpdateRow row, LatencyBySecond latencies) {
    if (row.hasEvent()) {
      latencies.add(row);
    }
  }

  private static double p99(Histogram latencies) {
    return latencies.getTotalCount() == 0 ? Double.NaN : latencies.getValueAtPercentile(99);
  }

  private void await(UpdateReader reader, long updates) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (reader.updates() < updates) {
      job.check();
      if (System.nanoTime() > deadline) {
        throw InterestStreamException.environment(
            "%,d updates %d s after the last event (expected: %,d, one for each event)"
                .formatted(reader.updates(), LIMIT.toSeconds(), updates));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }
}
