package io.intereststream.deploy.bench.measure;

import io.intereststream.deploy.bench.load.LoadSettings;
import io.intereststream.deploy.bench.load.WatchLoad;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.deploy.local.StandaloneCluster;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.JobConfiguration;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.publish.Topics;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.release.ModelSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.WebOptions;

/**
 * A broker and a Flink cluster with one TaskManager, each in a JVM of its own, for one job after
 * another. The benchmark's own JVM is idle while they are measured.
 */
public final class BenchCluster implements AutoCloseable {
  /** Subtasks of the job. */
  public static final int PARALLELISM = 2;

  /** Maximum time to fill histories. */
  private static final Duration FILL = Duration.ofHours(2);

  /** RocksDB's memory: that of a TaskManager of 3 GB with Flink's defaults. */
  private static final MemorySize MANAGED = MemorySize.ofMebiBytes(1024);

  private static final MemorySize HEAP = MemorySize.ofMebiBytes(1024);

  private final LocalBroker broker;
  private final StandaloneCluster cluster;
  private int jobs;

  /**
   * A state from which jobs start.
   *
   * @param savepoint its address
   * @param bytes its size
   */
  public record State(String savepoint, long bytes) {}

  /**
   * Starts both.
   *
   * @param folder for their files
   * @param sizes of the largest release
   */
  public static BenchCluster start(Path folder, ModelSizes sizes) throws IOException {
    LocalBroker broker = broker(folder.resolve("broker"));
    try {
      return new BenchCluster(broker, folder.resolve("flink"), sizes);
    } catch (IOException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /**
   * Starts a broker for measurements. Its log cleaner is off: it would compact the update topic
   * again and again, which a real broker does hours later.
   */
  public static LocalBroker broker(Path folder) {
    return LocalBroker.in(folder).property("log.cleaner.enable", "false").start();
  }

  private BenchCluster(LocalBroker broker, Path folder, ModelSizes sizes) throws IOException {
    this.broker = broker;
    Configuration flink = new Configuration();
    flink.set(WebOptions.CHECKPOINTS_HISTORY_SIZE, 1000);
    this.cluster =
        StandaloneCluster.in(folder)
            .flink(flink)
            .taskManagers(1)
            .slots(PARALLELISM)
            .memory(new StandaloneCluster.Memory(HEAP, tables(sizes), MANAGED))
            .start();
  }

  /** Direct memory for the tables of two releases, for encoding and for online evaluation. */
  public static MemorySize tables(ModelSizes sizes) {
    long floats = sizes.dimension() + sizes.interests() + 3L * sizes.hidden() + sizes.dimension();
    return new MemorySize(2 * 4 * sizes.items() * floats + (64 << 20));
  }

  /**
   * The options that the jobs of all benchmarks share.
   *
   * @param broker address of the broker
   * @param registry folder with the releases and the alias {@code production}
   * @param window maximum number of items of a history
   */
  public static Configuration options(String broker, Path registry, int window) {
    Configuration job = new Configuration();
    job.set(KafkaOptions.BOOTSTRAP_SERVERS, broker);
    job.set(KafkaOptions.PARTITIONS, 4);
    job.set(ReleaseOptions.REGISTRY, registry.toUri().toString());
    job.set(HistoryOptions.WINDOW, window);
    job.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
    return job;
  }

  /** The broker. */
  public LocalBroker broker() {
    return broker;
  }

  /** Address of Flink's REST interface. */
  public String webAddress() {
    return cluster.webAddress();
  }

  /** Starts a job with a consumer group and an update topic of its own. */
  public ClusterJob start(Configuration options, EncoderProvider encoders) throws Exception {
    Configuration own = new Configuration(options);
    jobs++;
    own.set(KafkaOptions.GROUP_ID, "bench-" + jobs);
    own.set(KafkaOptions.INTEREST_UPDATES, "interest-updates-" + jobs);
    long pid = cluster.taskManager(cluster.taskManagers().get(0)).pid();
    return new ClusterJob(cluster.submit(own, encoders), JobConfiguration.withDefaults(own), pid);
  }

  /**
   * Starts a job that rebuilds its state from the events that fill the histories, and waits until
   * it has published every viewer.
   */
  public ClusterJob startFilled(Configuration options, LoadSettings settings, WatchLoad load)
      throws Exception {
    fill(options, load);
    ClusterJob job = start(backfillingAtOnce(options), EncoderProvider.serving());
    try (UpdateTopic updates = new UpdateTopic(job.options())) {
      updates.await(settings.viewers(), job::check, FILL);
      return job;
    } catch (InterruptedException | RuntimeException e) {
      job.close();
      throw e;
    }
  }

  /** Sends the events that fill the histories, before any job has started on their topic. */
  public static void fill(Configuration options, WatchLoad load) {
    JobOptions read = JobOptions.from(JobConfiguration.withDefaults(options));
    try (Topics topics = new Topics(read)) {
      topics.prepare();
    }
    load.fill(read);
  }

  /** Options with which a job publishes all viewers as soon as it has rebuilt its state. */
  public static Configuration backfillingAtOnce(Configuration options) {
    Configuration filling = new Configuration(options);
    filling.set(ReleaseOptions.REEMBED_WITHIN, Duration.ofSeconds(1));
    return filling;
  }

  /** Fills the histories and stops the job with a savepoint. */
  public State fillToSavepoint(Configuration options, LoadSettings settings, WatchLoad load)
      throws Exception {
    try (ClusterJob job = startFilled(options, settings, load);
        UpdateTopic updates = new UpdateTopic(job.options())) {
      State state = stop(job);
      updates.delete();
      return state;
    }
  }

  /** Stops a job with a savepoint. */
  public static State stop(ClusterJob job) throws Exception {
    String savepoint = job.stopWithSavepoint();
    try (Stream<Path> files = Files.walk(LocalConfiguration.localPath(savepoint))) {
      long bytes =
          files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      return new State(savepoint, bytes);
    }
  }

  @Override
  public void close() {
    try {
      cluster.close();
    } finally {
      broker.close();
    }
  }
}
