package io.intereststream.deploy.local;

import io.intereststream.job.release.EncoderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster in separate JVMs, bound to loopback: one JobManager, and TaskManagers with one
 * slot each that can be killed and replaced. All run on this JVM's class path, so that nothing is
 * uploaded with the job. The cluster ends with this JVM at the latest.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration START = Duration.ofSeconds(90);

  /** User and system time of a compiler thread, in hundredths of a second. */
  private static final Pattern COMPILER_STAT =
      Pattern.compile("\\(C[12] CompilerThre[^)]*\\) (?:\\S+ ){11}(\\d+) (\\d+)");

  private final Configuration configuration;
  private final Path folder;
  private final Memory memory;
  private final Process jobManager;
  private final Map<Integer, Process> taskManagers = new LinkedHashMap<>();
  private int started;

  /**
   * Memory of a TaskManager.
   *
   * @param heap heap of the JVM
   * @param direct direct memory for precomputed item tables, without network buffers
   * @param managed memory of RocksDB
   */
  public record Memory(MemorySize heap, MemorySize direct, MemorySize managed) {}

  /**
   * Starts a JobManager and TaskManagers.
   *
   * @param flink options of the cluster; the defaults suit one machine
   * @param folder for all files, including logs
   */
  public StandaloneCluster(Configuration flink, Path folder, int taskManagers, Memory memory)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    this.memory = memory;
    this.configuration = LocalConfiguration.withDefaults(flink, folder);
    int rpcPort = LoopbackPorts.free(0);
    configuration.set(JobManagerOptions.PORT, rpcPort);
    configuration.set(RestOptions.PORT, LoopbackPorts.free(rpcPort));
    configuration.set(RestOptions.BIND_PORT, String.valueOf(configuration.get(RestOptions.PORT)));
    configuration.set(BlobServerOptions.PORT, "0");
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, 1);
    // A killed TaskManager is detected after seconds instead of almost a minute.
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(6));
    configuration.set(ClusterOptions.PROCESS_WORKING_DIR_BASE, folder.resolve("work").toString());
    Runtime.getRuntime().addShutdownHook(new Thread(this::killAll, "standalone-cluster-end"));
    this.jobManager =
        start(
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            "jobmanager",
            List.of("-Xmx512m"),
            Map.of());
    for (int i = 0; i < taskManagers; i++) {
      startTaskManager();
    }
  }

  /**
   * Starts another TaskManager.
   *
   * @return its number
   */
  public int startTaskManager() throws IOException {
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
    sizes.put("taskmanager.resource-id", "taskmanager-" + number);
    taskManagers.put(
        number,
        start(
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "taskmanager-" + number,
            List.of(
                "-Xms" + memory.heap().getMebiBytes() + "m",
                "-Xmx" + memory.heap().getMebiBytes() + "m",
                // The heap is resident from the start, so that any later growth is something else.
                "-XX:+AlwaysPreTouch",
                "-XX:MaxDirectMemorySize=" + direct + "m"),
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

  /**
   * Resident memory of a TaskManager in bytes, including the pages of mapped files.
   *
   * @throws IOException if there is no /proc
   */
  public long residentBytes(int number) throws IOException {
    Path status = Path.of("/proc", String.valueOf(taskManagers.get(number).pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException(status + ": no line VmRSS (expected: one)");
  }

  /**
   * CPU time used by the JIT compilers of a TaskManager's JVM.
   *
   * @throws IOException if there is no /proc
   */
  public Duration compilerTime(int number) throws IOException {
    Path tasks = Path.of("/proc", String.valueOf(taskManagers.get(number).pid()), "task");
    try (Stream<Path> threads = Files.list(tasks)) {
      return Duration.ofMillis(10 * threads.mapToLong(StandaloneCluster::compilerHundredths).sum());
    }
  }

  private static long compilerHundredths(Path thread) {
    try {
      Matcher stat = COMPILER_STAT.matcher(Files.readString(thread.resolve("stat")));
      return stat.find() ? Long.parseLong(stat.group(1)) + Long.parseLong(stat.group(2)) : 0;
    } catch (IOException e) {
      // The thread has just ended.
      return 0;
    }
  }

  /** Submits the job and waits for its first checkpoint. */
  public LocalCluster submit(Configuration job, EncoderProvider encoders) throws Exception {
    Configuration complete = new Configuration(configuration);
    complete.addAll(job);
    awaitRest();
    return LocalCluster.submit(
        StreamExecutionEnvironment.createRemoteEnvironment(
            LOOPBACK, configuration.get(RestOptions.PORT), complete),
        complete,
        encoders);
  }

  private void awaitRest() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!LoopbackPorts.accepts(configuration.get(RestOptions.PORT))) {
      if (!jobManager.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(
            "JobManager: %s (expected: an answer within %d s; see %s)"
                .formatted(
                    jobManager.isAlive() ? "no answer" : "ended",
                    START.toSeconds(),
                    log("jobmanager")));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private Process start(
      String mainClass, String name, List<String> jvmOptions, Map<String, String> settings)
      throws IOException {
    Path conf = Files.createDirectories(folder.resolve("conf-" + name));
    Configuration own = new Configuration(configuration);
    settings.forEach(own::setString);
    Files.write(
        conf.resolve(GlobalConfiguration.FLINK_CONF_FILENAME),
        ConfigurationUtils.convertConfigToWritableLines(own, false));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-XX:+UseG1GC");
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    command.add("-Dlog4j2.configurationFile=classpath:log4j2.xml");
    command.add("-Dinterest.log.file=" + log(name));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass);
    command.add("--configDir");
    command.add(conf.toString());
    ProcessBuilder process = new ProcessBuilder(command);
    // Otherwise glibc does not return freed memory: a release's blocks of 4 MiB, RocksDB's of 1
    // MiB, and arenas that the threads of a restarted job no longer use. Flink's image uses
    // jemalloc.
    process.environment().put("MALLOC_MMAP_THRESHOLD_", String.valueOf(512 << 10));
    process.environment().put("MALLOC_ARENA_MAX", "1");
    return process
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".out").toFile()))
        .start();
  }

  private void killAll() {
    taskManagers.values().forEach(Process::destroyForcibly);
    if (jobManager != null) {
      jobManager.destroyForcibly();
    }
  }

  @Override
  public void close() {
    killAll();
  }
}
