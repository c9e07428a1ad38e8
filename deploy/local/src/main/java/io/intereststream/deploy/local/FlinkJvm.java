package io.intereststream.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * Starts the JVMs of a Flink cluster, on the class path of this one. Each ends when this JVM ends.
 * A Ctrl-C on the terminal, which also reaches them, does not end them. Logs and configurations are
 * in a folder; a JVM that is started again appends to its log.
 */
final class FlinkJvm {
  /** A program that a shell execs keeps ignoring the signals that the shell ignored. */
  private static final List<String> WITHOUT_CTRL_C =
      List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "interest-stream");

  private final Path folder;

  FlinkJvm(Path folder) {
    this.folder = folder;
  }

  /** The log of a JVM. */
  Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /**
   * Starts a part of Flink.
   *
   * @param configuration the cluster's configuration
   * @param settings settings of this JVM alone
   */
  Process start(
      String mainClass,
      String name,
      List<String> jvmOptions,
      Configuration configuration,
      Map<String, String> settings)
      throws IOException {
    Path conf = Files.createDirectories(folder.resolve("conf-" + name));
    Configuration own = new Configuration(configuration);
    settings.forEach(own::setString);
    Files.write(
        conf.resolve(GlobalConfiguration.FLINK_CONF_FILENAME),
        ConfigurationUtils.convertConfigToWritableLines(own, false));
    List<String> options = new ArrayList<>(jvmOptions);
    options.add("-XX:+UseG1GC");
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      options.add("--add-modules=jdk.incubator.vector");
    }
    options.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    return start(mainClass, name, options, List.of("--configDir", conf.toString()));
  }

  /** Starts a main class. */
  Process start(String mainClass, String name, List<String> jvmOptions, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(WITHOUT_CTRL_C);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-Dlog4j2.configurationFile=classpath:log4j2.xml");
    command.add("-Dinterest.log.file=" + log(name));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ChildMain.class.getName());
    command.add(mainClass);
    command.addAll(arguments);
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
}
