package io.intereststream.deploy.local;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka broker (one KRaft node) in a separate JVM, reachable from this machine only.
 *
 * <p>The node lives in one folder: {@code data/} (its logs), {@code server.properties} and {@code
 * broker.log}. It may be stopped or killed and started again with the same data and port. The
 * broker's JVM ends when this JVM ends, even if this JVM is killed ({@link ChildMain}). Not
 * thread-safe, except for {@link #stop()} and {@link #kill()}, which a shutdown hook may call.
 */
public final class LocalBroker implements AutoCloseable {
  /** The only address that the broker listens on. */
  public static final String HOST = "127.0.0.1";

  /** The system property that names the folder of the broker's jars. */
  public static final String LIB_PROPERTY = "interest.broker.lib";

  /** Time for the broker to answer after its start, and for formatting its folder. */
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Path folder;
  private final BrokerJvm jvm;
  private final Map<String, String> properties;
  private final List<String> second;
  private final int port;
  private final int controllerPort;
  private volatile Process process;
  private Thread hook;

  private LocalBroker(Builder builder) {
    this.folder = builder.folder.toAbsolutePath().normalize();
    this.jvm = new BrokerJvm(folder);
    this.properties = Map.copyOf(builder.properties);
    this.second = List.copyOf(builder.second);
    this.port = builder.port == 0 ? LoopbackPorts.free(0) : builder.port;
    this.controllerPort = LoopbackPorts.free(port);
  }

  /**
   * Prepares a broker whose files are in a folder, which is created if necessary.
   *
   * @param folder folder of an earlier broker, whose data are used again, or a new one
   */
  public static Builder in(Path folder) {
    return new Builder(folder);
  }

  /** The address for clients, {@code 127.0.0.1:<port>}. A restart does not change it. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** Whether the broker's JVM is running. */
  public boolean isRunning() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** The process id of the broker's JVM. */
  public long pid() {
    return process.pid();
  }

  /** The file with all output of the broker's JVM. */
  public Path logFile() {
    return jvm.logFile();
  }

  /**
   * Starts or restarts the broker and waits until it answers.
   *
   * @return this
   * @throws InterestStreamException if the folder or a port is in use, the JVM ends (with the tail
   *     of its log) or the broker does not answer within the deadline
   */
  public LocalBroker start() {
    if (isRunning()) {
      throw new IllegalStateException("broker: already running (expected: stopped)");
    }
    requireFolderFree();
    LoopbackPorts.requireFree(port);
    LoopbackPorts.requireFree(controllerPort);
    try {
      writeFiles();
      format();
      process = jvm.start("kafka.Kafka", folder.resolve("server.properties").toString());
    } catch (IOException e) {
      throw InterestStreamException.environment(
          "broker folder %s: %s (expected: a folder that this user can read and write)"
              .formatted(folder, IoFault.describe(e)),
          e);
    }
    Process started = process;
    hook = new Thread(() -> BrokerJvm.end(started, false), "interest-stream-broker-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      new BrokerReadiness(port, jvm, started, DEADLINE).await();
    } catch (RuntimeException e) {
      kill();
      throw e;
    }
    return this;
  }

  /** Stops the broker gracefully (SIGTERM). Does nothing if it is not running. */
  public void stop() {
    end(false);
  }

  /** Kills the broker, as in a crash (SIGKILL). */
  public void kill() {
    end(true);
  }

  /** Waits until the broker's JVM has ended. */
  public void await() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.waitFor();
    }
  }

  /** The last lines of the log. */
  public String logTail() {
    return jvm.logTail();
  }

  /** Stops the broker and keeps its folder. */
  @Override
  public void close() {
    stop();
  }

  private void end(boolean atOnce) {
    Process running = process;
    if (running == null) {
      return;
    }
    try {
      BrokerJvm.end(running, atOnce);
    } finally {
      process = null;
      removeHook();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is shutting down and the hook is already running.
    }
  }

  private void writeFiles() throws IOException {
    Files.createDirectories(folder);
    Properties written = new Properties();
    written.putAll(BrokerProperties.of(data(), port, controllerPort, second, properties));
    try (OutputStream out = Files.newOutputStream(folder.resolve("server.properties"))) {
      written.store(out, "Written at each start by LocalBroker");
    }
    jvm.configureLog();
  }

  /** Kafka holds this lock as long as it runs. */
  private void requireFolderFree() {
    Path lock = data().resolve(".lock");
    if (Files.exists(lock)) {
      FolderLock.of(lock, "broker data").close();
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private void format() throws IOException {
    if (Files.exists(data().resolve("meta.properties"))) {
      return;
    }
    Process format =
        jvm.start(
            "kafka.tools.StorageTool",
            "format",
            "--cluster-id",
            Uuid.randomUuid().toString(),
            "--config",
            folder.resolve("server.properties").toString());
    try {
      if (!format.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        format.destroyForcibly();
        throw InterestStreamException.environment(
            "formatting %s: not done after %d s (expected: a few seconds)%n%s"
                .formatted(data(), DEADLINE.toSeconds(), logTail()));
      }
    } catch (InterruptedException e) {
      format.destroyForcibly();
      Thread.currentThread().interrupt();
      throw InterestStreamException.environment("formatting " + data() + ": interrupted", e);
    }
    if (format.exitValue() != 0) {
      throw InterestStreamException.environment(
          "formatting %s: exit status %d (expected: 0)%n%s"
              .formatted(data(), format.exitValue(), logTail()));
    }
  }

  /** Settings of a broker. */
  public static final class Builder {
    private final Path folder;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private List<String> second = List.of();
    private int port;

    private Builder(Path folder) {
      this.folder = folder;
    }

    /** Sets the port for clients. 0, the default, chooses a free port. */
    public Builder port(int port) {
      if (port < 0 || port > 65_535) {
        throw InterestStreamException.usage("port: %d (expected: 0 to 65535)".formatted(port));
      }
      this.port = port;
      return this;
    }

    /**
     * Adds a second listener for clients that reach the broker by another route, such as a proxy.
     *
     * @param bound address and port that it listens on
     * @param advertised address and port that the broker gives to these clients
     */
    public Builder secondListener(String bound, String advertised) {
      second = List.of(bound, advertised);
      return this;
    }

    /** Adds a broker property, such as {@code transaction.max.timeout.ms}. */
    public Builder property(String name, String value) {
      properties.put(name, value);
      return this;
    }

    /** Adds broker properties. */
    public Builder properties(Map<String, String> more) {
      properties.putAll(more);
      return this;
    }

    /** Creates the broker, with its ports chosen, without starting it. */
    public LocalBroker build() {
      return new LocalBroker(this);
    }

    /** Creates and starts the broker. */
    public LocalBroker start() {
      return build().start();
    }
  }
}
