package io.intereststream.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;

/**
 * The ZooKeeper that comes with Flink, as a JVM of its own on loopback: it stores the leader and
 * the jobs, so that a new JobManager continues them. Its data are deleted at each start; otherwise
 * the jobs of earlier clusters would run again.
 */
final class LocalZooKeeper {
  static final String NAME = "zookeeper";

  /** A killed JobManager is replaced after this time; ZooKeeper's minimum is two ticks. */
  private static final Duration SESSION = Duration.ofSeconds(6);

  private static final int TICK_MS = 1_000;

  private LocalZooKeeper() {}

  /**
   * Starts a server and adds its address to the configuration of JobManager and TaskManagers.
   *
   * @param folder folder for its data and for what the JobManager stores about jobs
   */
  static Process start(FlinkJvm jvm, Path folder, Configuration configuration) throws IOException {
    Path data = folder.resolve(NAME);
    TemporaryFolder.delete(data);
    Path stored = data.resolve("jobs");
    Files.createDirectories(stored);
    int port = LoopbackPorts.free(0);
    Path file =
        Files.write(
            data.resolve("zoo.cfg"),
            List.of(
                "dataDir=" + data.resolve("data"),
                "clientPort=" + port,
                "clientPortAddress=" + LocalBroker.HOST,
                "tickTime=" + TICK_MS,
                "admin.enableServer=false"));
    configuration.set(HighAvailabilityOptions.HA_MODE, "zookeeper");
    configuration.set(HighAvailabilityOptions.HA_CLUSTER_ID, UUID.randomUUID().toString());
    configuration.set(HighAvailabilityOptions.HA_STORAGE_PATH, LocalConfiguration.address(stored));
    configuration.set(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM, LocalBroker.HOST + ":" + port);
    configuration.set(HighAvailabilityOptions.ZOOKEEPER_SESSION_TIMEOUT, SESSION);
    return jvm.start(
        "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain",
        NAME,
        List.of("-Xmx64m", "-XX:+UseSerialGC"),
        List.of(file.toString()));
  }
}
