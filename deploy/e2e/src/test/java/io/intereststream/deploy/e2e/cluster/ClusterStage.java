package io.intereststream.deploy.e2e.cluster;

import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.deploy.local.StandaloneCluster;
import io.intereststream.deploy.local.TopicReader;
import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.awaitility.Awaitility;

/**
 * The job under steady load on a real cluster with high availability: broker, ZooKeeper, JobManager
 * and two TaskManagers are JVMs of their own, the state is in RocksDB, checkpoints are on disk, and
 * the connection from the job to the broker can be cut.
 */
final class ClusterStage implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(6);
  static final int PARTITIONS = 3;
  static final int EVENTS_PER_SECOND = 200;

  /** The producers of the job give up after this time. */
  static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(24);

  static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(24);

  private static final StandaloneCluster.Memory MEMORY =
      new StandaloneCluster.Memory(
          MemorySize.ofMebiBytes(384), MemorySize.ofMebiBytes(320), MemorySize.ofMebiBytes(128));

  /** Memory of one TaskManager: too small for a release that fits into the other. */
  private static final StandaloneCluster.Memory LITTLE_MEMORY =
      new StandaloneCluster.Memory(MEMORY.heap(), MemorySize.ofMebiBytes(32), MEMORY.managed());

  private final Path folder;
  private final DeliveryGuarantee guarantee;
  private final Random random;
  private final NetworkCut network = new NetworkCut();
  private final Configuration configuration = new Configuration();
  private final CheckpointDisk checkpoints;
  private LocalBroker broker;
  private StandaloneCluster cluster;
  private JobRest rest;
  private JobOptions options;
  private SteadyLoad load;
  private ReaderView view;
  private Path registry;
  private LocalCluster job;
  private int littleTaskManager;
  private int partitions = PARTITIONS;
  private int releases;

  ClusterStage(Path folder, DeliveryGuarantee guarantee, long seed) throws IOException {
    this.folder = folder;
    this.guarantee = guarantee;
    this.random = new Random(seed);
    this.registry = folder.resolve("registry");
    this.checkpoints = new CheckpointDisk(folder.resolve("flink/checkpoints"));
  }

  /** Starts everything, and waits until updates flow. */
  void start(long seed) throws Exception {
    publish("r1", SteadyLoad.ITEMS, 8);
    int port = freePort();
    broker =
        LocalBroker.in(folder.resolve("broker"))
            .property("message.max.bytes", "4000000")
            .secondListener(LocalBroker.HOST + ":" + port, network.address())
            .start();
    network.forwardTo(port);
    configure();
    cluster =
        StandaloneCluster.in(folder.resolve("flink"))
            .flink(flink())
            .taskManagers(1)
            .memory(MEMORY)
            .highAvailability()
            .start();
    littleTaskManager = cluster.startTaskManager(LITTLE_MEMORY);
    rest = new JobRest(cluster.webAddress());
    job = cluster.submit(configuration, EncoderProvider.serving());
    Configuration direct = new Configuration(configuration);
    direct.set(KafkaOptions.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    direct.set(KafkaOptions.PROPERTIES, Map.of());
    options = JobOptions.from(direct);
    view = new ReaderView(options);
    load = new SteadyLoad(options, PARTITIONS, seed);
    load.start(EVENTS_PER_SECOND);
    secondsUntilUpdatesFlow(System.currentTimeMillis());
  }

  /** Waits until events after a time, in epoch ms, have updates, and returns the seconds. */
  double secondsUntilUpdatesFlow(long since) throws InterruptedException {
    double seconds = view.secondsUntilUpdatesFlow(since, partitions, LIMIT);
    job.check();
    return seconds;
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LocalBroker.HOST))) {
      return socket.getLocalPort();
    }
  }

  private void configure() {
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, network.address());
    configuration.set(
        KafkaOptions.PROPERTIES,
        Map.of(
            "delivery.timeout.ms", Long.toString(DELIVERY_TIMEOUT.toMillis()),
            "request.timeout.ms", Long.toString(DELIVERY_TIMEOUT.toMillis() / 3)));
    configuration.set(KafkaOptions.PARTITIONS, PARTITIONS);
    configuration.set(HistoryOptions.WINDOW, 12);
    configuration.set(HistoryOptions.SLACK, 4);
    configuration.set(ReleaseOptions.REGISTRY, address(registry));
    configuration.set(ReleaseOptions.POLL_INTERVAL, Duration.ofMillis(500));
    configuration.set(ReleaseOptions.REEMBED_WITHIN, Duration.ofSeconds(2));
    configuration.set(DeliveryOptions.GUARANTEE, guarantee);
    configuration.set(DeliveryOptions.TRANSACTION_TIMEOUT, TRANSACTION_TIMEOUT);
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, 2);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    // All state in files, however small.
    configuration.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ZERO);
  }

  private static Configuration flink() {
    Configuration flink = new Configuration();
    flink.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
    return flink;
  }

  private static String address(Path registry) {
    return FaultyFileSystem.SCHEME + ":" + registry;
  }

  /** Writes a release with random weights and activates it. */
  void publish(String version, int items, int hidden) throws Exception {
    RandomRelease.of(version)
        .sizes(items, 16, 3, hidden, 100)
        .seed(version.hashCode())
        // The larger the sums, the smaller the weights: rounding errors must not grow.
        .deviation(1.1 / Math.sqrt(hidden))
        .activateIn(registry)
        .close();
  }

  /** Makes a release the active one. */
  void activate(String version) throws Exception {
    new ModelRegistry(registry).activate("production", version);
  }

  /** Stops the job with a savepoint and starts it again from there. */
  void restartFromSavepoint() throws Exception {
    String savepoint = job.stopWithSavepoint();
    job =
        cluster.submit(
            LocalConfiguration.fromSavepoint(configuration, savepoint), EncoderProvider.serving());
  }

  /** Moves the registry; the job must be told by {@link #restartFromSavepoint}. */
  void moveRegistry() throws Exception {
    Path moved = folder.resolve("registry-" + Math.abs(random.nextInt()));
    Files.move(registry, moved);
    registry = moved;
    configuration.set(ReleaseOptions.REGISTRY, address(moved));
  }

  /** Kills a random TaskManager, starts one like it, and returns when, in epoch ms. */
  long killTaskManager() throws Exception {
    int victim = cluster.taskManagers().get(random.nextInt(2));
    cluster.killTaskManager(victim);
    long killed = System.currentTimeMillis();
    if (victim == littleTaskManager) {
      littleTaskManager = cluster.startTaskManager(LITTLE_MEMORY);
    } else {
      cluster.startTaskManager();
    }
    return killed;
  }

  /** Kills the JobManager, and returns when another one has the job, in epoch ms. */
  long killJobManager() throws Exception {
    cluster.killJobManager();
    cluster.startJobManager();
    Awaitility.await("another JobManager has the job")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> rest.restarts() >= 0);
    return System.currentTimeMillis();
  }

  /** Kills the broker, starts it again, and returns when it was back, in epoch ms. */
  long killBroker() {
    broker.kill();
    broker.start();
    return System.currentTimeMillis();
  }

  /** Cuts the job off from the broker, and returns when the cut ended, in epoch ms. */
  long cutNetwork(Duration length) throws Exception {
    network.cut();
    TimeUnit.MILLISECONDS.sleep(length.toMillis());
    network.heal();
    return System.currentTimeMillis();
  }

  /** Adds a partition to the watch topic, in which events arrive from then on. */
  long addPartition() throws Exception {
    partitions++;
    try (Admin admin = Admin.create(options.kafka().clientProperties())) {
      NewPartitions more = NewPartitions.increaseTo(partitions);
      admin.createPartitions(Map.of(options.topics().watchEvents(), more)).all().get();
    }
    load.partitions(partitions);
    return System.currentTimeMillis();
  }

  /** A name for another release. */
  String nextRelease() {
    return "r" + (2 + releases++);
  }

  /** Subtasks that have reported something about a release. */
  Set<Integer> reported(ReleaseEventKind kind, String version, String reason) {
    RecordCodec<ReleaseEvent> codec =
        options.kafka().codecs().create(ReleaseEvent.class, options.topics().releaseEvents());
    Set<Integer> subtasks = new HashSet<>();
    new TopicReader(options.kafka().clientProperties())
        .read(
            options.topics().releaseEvents(),
            record -> {
              try {
                ReleaseEvent event = codec.decode(record.value());
                if (event.getKind() == kind
                    && event.getVersion().equals(version)
                    && String.valueOf(event.getReason()).contains(reason)) {
                  subtasks.add(event.getSubtask());
                }
              } catch (RecordDecodeException e) {
                throw new IllegalStateException(e);
              }
            });
    return subtasks;
  }

  /** Whether the log of the JobManager has a text. */
  boolean isLogged(String text) throws IOException {
    return Files.readString(folder.resolve("flink/jobmanager.log")).contains(text);
  }

  Path registry() {
    return registry;
  }

  CheckpointDisk checkpoints() {
    return checkpoints;
  }

  JobRest rest() {
    return rest;
  }

  JobOptions options() {
    return options;
  }

  SteadyLoad load() {
    return load;
  }

  ReaderView view() {
    return view;
  }

  @Override
  public void close() throws IOException {
    for (AutoCloseable part : new AutoCloseable[] {load, view, cluster, broker, network}) {
      if (part != null) {
        closeQuietly(part);
      }
    }
    checkpoints.close();
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      System.out.println(part + ": " + e);
    }
  }
}
