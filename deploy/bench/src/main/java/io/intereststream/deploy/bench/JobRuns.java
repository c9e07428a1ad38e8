package io.intereststream.deploy.bench;

import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.audit.topic.CaughtUp;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.TopicReader;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.kafka.clients.admin.Admin;

/** Runs of the job, each with a consumer group and an update topic of its own. */
final class JobRuns {
  /** Limit for a run that reads everything. */
  static final Duration LIMIT = Duration.ofMinutes(15);

  static final int PARALLELISM = 2;

  /** RocksDB's memory: that of a TaskManager of 3 GB with Flink's defaults. */
  private static final MemorySize MANAGED = MemorySize.ofMebiBytes(1024);

  /** Share of the updates at the start of a run that are not counted, since the JVM warms up. */
  private static final double WARM_UP = 0.25;

  private final Path folder;
  private int runs;

  /**
   * @param folder for state
   */
  JobRuns(Path folder) {
    this.folder = folder;
  }

  /**
   * The configuration that all benchmarks share.
   *
   * @param registry folder with the releases and the alias {@code production}
   * @param window number of items of a history that are encoded
   */
  static Configuration configuration(LocalBroker broker, Path registry, int window) {
    Configuration job = new Configuration();
    job.set(KafkaOptions.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    job.set(KafkaOptions.PARTITIONS, 4);
    job.set(ReleaseOptions.REGISTRY, registry.toUri().toString());
    job.set(HistoryOptions.WINDOW, window);
    job.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
    job.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED);
    return job;
  }

  /** Starts the job. */
  LocalCluster start(Configuration base, EncoderProvider provider) throws Exception {
    Configuration run = new Configuration(base);
    runs++;
    run.set(KafkaOptions.GROUP_ID, "bench-" + runs);
    run.set(KafkaOptions.INTEREST_UPDATES, "interest-updates-" + runs);
    return LocalCluster.start(run, folder, provider);
  }

  /**
   * Sends events, lets the job read them, stops it with a savepoint and returns the savepoint.
   *
   * @param events number of events
   */
  String fill(Configuration base, WatchLoad load, long events) throws Exception {
    try (LocalCluster cluster = start(base, EncoderProvider.serving())) {
      load.send(cluster.options(), events);
      JobAudit.awaitCaughtUp(cluster.options(), LIMIT);
      deleteUpdates(cluster.options());
      return cluster.stopWithSavepoint();
    }
  }

  /**
   * Lets the job read the events and returns its rate in events per second after the warm-up.
   *
   * @param atMost maximum time; the rate is that of the events read until then
   */
  double rate(Configuration base, EncoderProvider provider, Duration atMost) throws Exception {
    JobOptions options;
    try (LocalCluster cluster = start(base, provider)) {
      options = cluster.options();
      try (CaughtUp position = JobAudit.position(options)) {
        if (atMost.equals(LIMIT)) {
          position.await(atMost);
        } else {
          position.isReachedWithin(atMost);
        }
      }
      cluster.check();
    }
    long[] times = processingTimes(options);
    deleteUpdates(options);
    int from = (int) (times.length * WARM_UP);
    int to = times.length - 1;
    if (to < 0 || times[to] == times[from]) {
      throw InterestStreamException.usage(
          times.length
              + " updates (expected: enough to measure a rate; increase the number of events)");
    }
    return (to - from) * 1000.0 / (times[to] - times[from]);
  }

  /** The sorted times at which the updates of a run were computed. */
  private static long[] processingTimes(JobOptions options) throws Exception {
    RecordCodec<InterestUpdate> codec =
        options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
    LongStream.Builder times = LongStream.builder();
    new TopicReader(options.kafka().clientProperties())
        .read(
            options.topics().interestUpdates(),
            record -> {
              try {
                times.add(codec.decode(record.value()).getProcessedAt().toEpochMilli());
              } catch (RecordDecodeException e) {
                throw new IllegalStateException(e);
              }
            });
    return times.build().sorted().toArray();
  }

  private static void deleteUpdates(JobOptions options) throws Exception {
    try (Admin admin = Admin.create(options.kafka().clientProperties())) {
      admin.deleteTopics(List.of(options.topics().interestUpdates())).all().get();
    }
  }
}
