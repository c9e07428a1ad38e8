package io.intereststream.deploy.local;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.release.EncoderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster in separate JVMs, bound to loopback: a JobManager, and TaskManagers that can be
 * killed and replaced; with high availability also a ZooKeeper, and a JobManager that can be killed
 * and started again. All run on this JVM's class path, so that nothing is uploaded with the job.
 * The cluster ends with this JVM at the latest. Not thread-safe.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(180);
  private static final MemorySize DEFAULT_HEAP = MemorySize.ofMebiBytes(1024);
  private static final MemorySize DEFAULT_DIRECT = MemorySize.ofMebiBytes(512);

  private static final String JOB_MANAGER = "jobmanager";
  private static final String TASK_MANAGER = "taskmanager-";

  /** As set for the cluster, without defaults. */
  private final Configuration settings;

  private final Configuration configuration;

  /**
   * Configuration of JobManager and TaskManagers; unlike the clients', it has ZooKeeper's address.
   */
  private final Configuration servers;

  private final Path folder;
  private final Memory memory;
  private final FlinkJvm jvm;
  private final Process zooKeeper;
  private final Map<Integer, Process> taskManagers = new ConcurrentSkipListMap<>();
  private volatile Process jobManager;
  private int started;

  /**
   * Memory of a TaskManager.
   *
   * @param heap heap of the JVM
   * @param direct direct memory for precomputed item tables, without network buffers
   * @param managed memory of RocksDB
   */
  public record Memory(MemorySize heap, MemorySize direct, MemorySize managed) {
    /** The sizes in Flink's options, or defaults that are large enough for tests. */
    static Memory of(Configuration flink) {
      return new Memory(
          flink.getOptional(TaskManagerOptions.TASK_HEAP_MEMORY).orElse(DEFAULT_HEAP),
          flink
              .getOptional(TaskManagerOptions.TASK_OFF_HEAP_MEMORY)
              .filter(size -> size.getBytes() > 0)
              .orElse(DEFAULT_DIRECT),
          flink.get(TaskManagerOptions.MANAGED_MEMORY_SIZE));
    }
  }

  /** A JVM of the cluster. */
  public record Jvm(String name, long pid, Path log) {}

  private StandaloneCluster(Builder builder) throws IOException {
    this.folder = Files.createDirectories(builder.folder.toAbsolutePath().normalize());
    this.jvm = new FlinkJvm(folder);
    this.settings = builder.flink;
    this.configuration = LocalConfiguration.withDefaults(settings, folder);
    this.memory = builder.memory == null ? Memory.of(configuration) : builder.memory;
    int rpcPort = LoopbackPorts.free(0);
    configuration.set(JobManagerOptions.PORT, rpcPort);
    configuration.set(RestOptions.PORT, LoopbackPorts.free(rpcPort));
    configuration.set(RestOptions.BIND_PORT, String.valueOf(configuration.get(RestOptions.PORT)));
    configuration.set(BlobServerOptions.PORT, "0");
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, builder.slots);
    // A killed TaskManager is detected after seconds instead of almost a minute.
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(6));
    configuration.set(ClusterOptions.PROCESS_WORKING_DIR_BASE, folder.resolve("work").toString());
    this.servers = new Configuration(configuration);
    this.zooKeeper = builder.highAvailability ? LocalZooKeeper.start(jvm, folder, servers) : null;
    startJobManager();
    for (int i = 0; i < builder.taskManagers; i++) {
      startTaskManager();
    }
  }

  /**
   * Prepares a cluster whose files, including logs, are in a folder, which is created if necessary.
   */
  public static Builder in(Path folder) {
    return new Builder(folder);
  }

  /** Starts a JobManager; with high availability it continues the previous JobManager's jobs. */
  public void startJobManager() throws IOException {
    jobManager =
        jvm.start(
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            JOB_MANAGER,
            List.of("-Xmx512m"),
            servers,
            Map.of());
  }

  /** Kills the JobManager, as in a crash (SIGKILL). */
  public void killJobManager() throws InterruptedException {
    jobManager.destroyForcibly().waitFor();
  }

  /** Starts another TaskManager and returns its number. */
  public int startTaskManager() throws IOException {
    return startTaskManager(memory);
  }

  /** Starts another TaskManager, with a different amount of memory, and returns its number. */
  public int startTaskManager(Memory memory) throws IOException {
    int number = started++;
    MemorySize network = configuration.get(TaskManagerOptions.NETWORK_MEMORY_MAX);
    MemorySize framework = MemorySize.ofMebiBytes(64);
    long direct = memory.direct().add(network).add(framework).getMebiBytes();
    Map<String, String> sizes = new LinkedHashMap<>();
    sizes.put("taskmanager.cpu.cores", "1.0");
    sizes.put("taskmanager.memory.task.heap.size", memory.heap().toString());
    sizes.put("taskmanager.memory.framework.heap.size", "0 bytes");
    sizes.put("taskmanager.memory.task.off-heap.size", memory.direct().toString());
    sizes.put("taskmanager.memory.framework.off-heap.size", framework.toString());
    sizes.put("taskmanager.memory.network.min", network.toString());
    sizes.put("taskmanager.memory.network.max", network.toString());
    sizes.put("taskmanager.memory.managed.size", memory.managed().toString());
    // Without effect here, but required by the TaskManager.
    sizes.put("taskmanager.memory.jvm-metaspace.size", "256 mb");
    sizes.put("taskmanager.memory.jvm-overhead.min", "128 mb");
    sizes.put("taskmanager.memory.jvm-overhead.max", "128 mb");
    sizes.put("taskmanager.resource-id", TASK_MANAGER + number);
    taskManagers.put(
        number,
        jvm.start(
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            TASK_MANAGER + number,
            List.of(
                "-Xms" + memory.heap().getMebiBytes() + "m",
                "-Xmx" + memory.heap().getMebiBytes() + "m",
                // The heap is resident from the start, so that any later growth is something else.
                "-XX:+AlwaysPreTouch",
                "-XX:MaxDirectMemorySize=" + direct + "m"),
            servers,
            sizes));
    return number;
  }

  /** Numbers of the running TaskManagers. */
  public List<Integer> taskManagers() {
    return taskManagers.entrySet().stream()
        .filter(entry -> entry.getValue().isAlive())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Kills a TaskManager, as in a crash (SIGKILL). */
  public void killTaskManager(int number) throws InterruptedException {
    taskManagers.get(number).destroyForcibly().waitFor();
  }

  /** The process of a TaskManager. */
  public ProcessHandle taskManager(int number) {
    return taskManagers.get(number).toHandle();
  }

  /** The JVMs that are running. */
  public List<Jvm> jvms() {
    List<Jvm> running = new ArrayList<>();
    add(running, LocalZooKeeper.NAME, zooKeeper);
    add(running, JOB_MANAGER, jobManager);
    taskManagers.forEach((number, process) -> add(running, TASK_MANAGER + number, process));
    return running;
  }

  private void add(List<Jvm> running, String name, Process process) {
    if (process != null && process.isAlive()) {
      running.add(new Jvm(name, process.pid(), jvm.log(name)));
    }
  }

  /**
   * Replaces the JobManager and the TaskManagers whose processes have ended.
   *
   * @return names of those that have ended
   */
  public List<String> replaceEnded() throws IOException {
    List<String> ended = new ArrayList<>();
    if (!jobManager.isAlive()) {
      ended.add(JOB_MANAGER);
      startJobManager();
    }
    for (Map.Entry<Integer, Process> entry : List.copyOf(taskManagers.entrySet())) {
      if (!entry.getValue().isAlive()) {
        ended.add(TASK_MANAGER + entry.getKey());
        taskManagers.remove(entry.getKey());
        startTaskManager();
      }
    }
    return ended;
  }

  /** Address of the JobManager's REST interface. */
  public String webAddress() {
    return "http://%s:%d"
        .formatted(configuration.get(RestOptions.ADDRESS), configuration.get(RestOptions.PORT));
  }

  /** Submits the job and waits for its first checkpoint. */
  public LocalCluster submit(Configuration job, EncoderProvider encoders) throws Exception {
    Configuration complete = LocalConfiguration.ofJob(job, settings, configuration);
    awaitRest();
    return LocalCluster.submit(
        StreamExecutionEnvironment.createRemoteEnvironment(
            configuration.get(RestOptions.ADDRESS), configuration.get(RestOptions.PORT), complete),
        complete,
        encoders);
  }

  private void awaitRest() throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!answers()) {
      if (!jobManager.isAlive() || System.nanoTime() > deadline) {
        throw InterestStreamException.environment(
            "JobManager: %s (expected: an answer within %d s; see %s)"
                .formatted(
                    jobManager.isAlive() ? "no answer" : "ended",
                    START.toSeconds(),
                    jvm.log(JOB_MANAGER)));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private boolean answers() {
    return LoopbackPorts.accepts(
        configuration.get(RestOptions.ADDRESS), configuration.get(RestOptions.PORT));
  }

  /** Kills all JVMs. */
  @Override
  public void close() {
    taskManagers.values().forEach(Process::destroyForcibly);
    jobManager.destroyForcibly();
    if (zooKeeper != null) {
      zooKeeper.destroyForcibly();
    }
  }

  /** Settings of a cluster. */
  public static final class Builder {
    private final Path folder;
    private Configuration flink = new Configuration();
    private int taskManagers = 2;
    private int slots = 1;
    private Memory memory;
    private boolean highAvailability;

    private Builder(Path folder) {
      this.folder = folder;
    }

    /** Sets options of Flink; the defaults suit one machine. */
    public Builder flink(Configuration newFlink) {
      flink = newFlink;
      return this;
    }

    /** Sets the number of TaskManagers at the start. */
    public Builder taskManagers(int number) {
      taskManagers = number;
      return this;
    }

    /** Sets the number of slots of each TaskManager. */
    public Builder slots(int number) {
      slots = number;
      return this;
    }

    /** Sets the memory of each TaskManager. By default, Flink's options determine it. */
    public Builder memory(Memory newMemory) {
      memory = newMemory;
      return this;
    }

    /** Adds a ZooKeeper, so that a new JobManager continues the jobs of the previous one. */
    public Builder highAvailability() {
      highAvailability = true;
      return this;
    }

    /** Starts the JVMs, without waiting until they are ready. */
    public StandaloneCluster start() throws IOException {
      return new StandaloneCluster(this);
    }
  }
}
