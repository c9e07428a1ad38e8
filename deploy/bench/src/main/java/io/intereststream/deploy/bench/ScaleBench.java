package io.intereststream.deploy.bench;

import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.job.config.EvaluationOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ReleaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/**
 * Measures throughput and bytes of state per viewer as the number of viewers in RocksDB, the number
 * of items in the release and the length of histories grow. Each case is filled once and stopped
 * with a savepoint. Its measured runs start from that savepoint and read the same events, one per
 * viewer in turn; the cases take turns.
 */
public final class ScaleBench {
  private static final int WINDOW = 100;

  private final Path folder;
  private final int repetitions;
  private final int events;
  private final Consumer<String> progress;
  private final JobRuns runs;

  /**
   * One case.
   *
   * @param history items of each viewer at the start
   */
  public record Case(int viewers, int items, int history) {}

  /** A case whose histories are filled. */
  private record Filled(Case size, Configuration base, long stateBytes, double[] rates) {}

  /**
   * @param folder for broker, releases and state
   * @param repetitions runs of each case
   * @param events events of a measured run
   * @param progress receives progress messages
   */
  public ScaleBench(Path folder, int repetitions, int events, Consumer<String> progress) {
    this.folder = folder;
    this.repetitions = repetitions;
    this.events = events;
    this.progress = progress;
    this.runs = new JobRuns(folder);
  }

  /** Runs all cases. */
  public ScaleReport run(List<Case> cases) throws Exception {
    try (LocalBroker broker = LocalBroker.in(folder.resolve("broker")).start()) {
      List<Filled> filled = new ArrayList<>();
      for (Case size : cases) {
        progress.accept("filling " + size);
        filled.add(fill(broker, size));
      }
      for (int i = 0; i < repetitions; i++) {
        for (Filled one : filled) {
          one.rates[i] = runs.rate(one.base, EncoderProvider.serving(), JobRuns.LIMIT);
          progress.accept(String.format("%s: %,.0f events/s", one.size, one.rates[i]));
        }
      }
      return new ScaleReport(filled.stream().map(ScaleBench::row).toList());
    }
  }

  private static ScaleReport.Row row(Filled filled) {
    return new ScaleReport.Row(
        filled.size.viewers,
        filled.size.items,
        filled.size.history,
        Medians.of(filled.rates),
        filled.stateBytes / filled.size.viewers);
  }

  private Filled fill(LocalBroker broker, Case size) throws Exception {
    String name = "%d-%d-%d".formatted(size.viewers, size.items, size.history);
    Configuration base = JobRuns.configuration(broker, registry(size.items), WINDOW);
    base.set(KafkaOptions.WATCH_EVENTS, "watch-events-" + name);
    // Online evaluation of a random release is useless.
    base.set(EvaluationOptions.SAMPLE, 0.0);
    WatchLoad load = new WatchLoad(size.viewers, size.items, row -> "item-" + row);
    String savepoint = runs.fill(base, load, (long) size.viewers * size.history);
    load.send(JobOptions.from(base), events);
    return new Filled(
        size,
        LocalConfiguration.fromSavepoint(base, savepoint),
        bytes(savepoint),
        new double[repetitions]);
  }

  private Path registry(int items) throws IOException, ReleaseException {
    Path root = folder.resolve("registry-" + items);
    ModelRegistry registry = new ModelRegistry(root);
    if (!Files.exists(registry.release("random"))) {
      ModelSizes sizes = new ModelSizes(items, 64, 8, 64, WINDOW);
      RandomRelease.write(registry.release("random"), sizes, 1).close();
      registry.activate("production", "random");
    }
    return root;
  }

  private static long bytes(String savepoint) throws IOException {
    try (Stream<Path> files = Files.walk(LocalConfiguration.localPath(savepoint))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
