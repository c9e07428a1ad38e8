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
 * The ZooKeeper that comes with Flink, as a JVM of its own on loopback: it knows the JobManager and
 * the jobs, so that another JobManager goes on with them. It knows nothing of earlier clusters,
 * whose jobs would otherwise run again.
 */
final class LocalZooKeeper {
  static final String NAME = "zookeeper";

  /** A killed JobManager is replaced after this time; twice ZooKeeper's tick is its least. */
  private static final Duration SESSION = Duration.ofSeconds(6);

  private static final int TICK_MS = 1_000;

  private LocalZooKeeper() {}

  /**
   * Starts a server and adds what JobManager and TaskManagers have to know of it.
   *
   * @param folder for its data and what the JobManager stores of jobs
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
