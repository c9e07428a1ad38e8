package io.intereststream.deploy.bench.scale;

import io.intereststream.deploy.bench.cpu.CpuPerEvent;
import io.intereststream.deploy.bench.encoder.RandomRelease;
import io.intereststream.deploy.bench.load.LoadSettings;
import io.intereststream.deploy.bench.load.Order;
import io.intereststream.deploy.bench.load.WatchLoad;
import io.intereststream.deploy.bench.measure.BenchCluster;
import io.intereststream.deploy.bench.measure.ClusterJob;
import io.intereststream.deploy.bench.measure.FullRate;
import io.intereststream.deploy.bench.measure.Gate;
import io.intereststream.deploy.bench.measure.UpdateTopic;
import io.intereststream.deploy.bench.measure.Window;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.deploy.local.TemporaryFolder;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.EvaluationOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ReleaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;

/**
 * Measures CPU time and bytes written per event, and bytes of state per viewer, as the number of
 * viewers in RocksDB and the number of items in the release grow. Viewers watch in Zipf's order.
 * All cases run in the same JVMs; the first one is measured again at the end.
 */
public final class ScaleBench {
  private static final int DIMENSION = 64;
  private static final int INTERESTS = 8;

  private final ScaleSettings settings;
  private final Path folder;
  private final Consumer<String> progress;

  /**
   * @param folder for broker, releases and state
   * @param progress receives progress messages
   */
  public ScaleBench(ScaleSettings settings, Path folder, Consumer<String> progress) {
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Runs all cases, and the first one once more.
   *
   * @throws InterestStreamException as a failed check, if repetitions do not agree
   */
  public ScaleReport run() throws Exception {
    int most = settings.cases().stream().mapToInt(ScaleSettings.Case::items).max().orElse(1);
    try (BenchCluster cluster = BenchCluster.start(folder, sizes(most))) {
      List<ScaleReport.Row> rows = new ArrayList<>();
      for (ScaleSettings.Case size : settings.cases()) {
        rows.add(measure(cluster, size, rows.size()));
      }
      ScaleReport.Row again = measure(cluster, settings.cases().get(0), rows.size());
      ScaleReport report = ScaleReport.of(rows, again, !settings.strict());
      if (settings.strict() && report.spread() > Gate.TOLERANCE) {
        throw InterestStreamException.checkFailed(
            ("CPU of an event in the first case: %.2f and %.2f µs at the end (expected: at most"
                    + " %.0f %% apart; nothing is reported because it would not be reliable; end"
                    + " other programs)")
                .formatted(rows.get(0).cpu().total(), again.cpu().total(), 100 * Gate.TOLERANCE));
      }
      return report;
    }
  }

  private ModelSizes sizes(int items) {
    return new ModelSizes(items, DIMENSION, INTERESTS, DIMENSION, settings.window());
  }

  private ScaleReport.Row measure(BenchCluster cluster, ScaleSettings.Case size, int number)
      throws Exception {
    progress.accept("%,d viewers, %,d items: filling".formatted(size.viewers(), size.items()));
    Configuration options =
        BenchCluster.options(
            cluster.broker().bootstrapServers(), registry(size.items()), settings.window());
    options.set(EvaluationOptions.SAMPLE, 0.0);
    options.addAll(settings.options());
    options.set(KafkaOptions.WATCH_EVENTS, "watch-events-case-" + number);
    LoadSettings load =
        LoadSettings.of(size.viewers(), size.items(), settings.window(), Order.ZIPF);
    WatchLoad events = new WatchLoad(load);
    try (ClusterJob job = cluster.startFilled(options, load, events);
        UpdateTopic updates = new UpdateTopic(job.options())) {
      Gate<Window> windows =
          new FullRate(job, cluster.broker().pid(), events, settings.strict(), progress)
              .measure(settings.repetitions(), settings.events(), Duration.ZERO);
      BenchCluster.State state = BenchCluster.stop(job);
      TemporaryFolder.delete(LocalConfiguration.localPath(state.savepoint()));
      updates.delete();
      return new ScaleReport.Row(
          size.viewers(),
          size.items(),
          CpuPerEvent.medians(windows.repetitions().stream().map(Window::perEvent).toList()),
          windows.repetitions().stream()
              .mapToDouble(Window::bytesPerEvent)
              .average()
              .orElse(Double.NaN),
          state.bytes() / size.viewers());
    }
  }

  private Path registry(int items) throws IOException, ReleaseException {
    Path root = folder.resolve("registry-" + items);
    ModelRegistry registry = new ModelRegistry(root);
    String version = "random-" + items;
    if (!Files.exists(registry.release(version))) {
      RandomRelease.write(registry.release(version), sizes(items), 1).close();
      registry.activate("production", version);
    }
    return root;
  }
}
