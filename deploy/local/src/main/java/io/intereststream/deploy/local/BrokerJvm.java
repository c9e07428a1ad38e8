package io.intereststream.deploy.local;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts JVMs with the broker's class path and one log file. */
final class BrokerJvm {
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
  private static final int LOG_TAIL_BYTES = 4_000;
  private static final String LOG4J =
      """
      <Configuration status="ERROR">
        <Appenders><Console name="out"><PatternLayout pattern="%d %-5p %c{1}: %m%n"/></Console></Appenders>
        <Loggers><Root level="WARN"><AppenderRef ref="out"/></Root></Loggers>
      </Configuration>
      """;

  private final Path folder;

  BrokerJvm(Path folder) {
    this.folder = folder;
  }

  Path logFile() {
    return folder.resolve("broker.log");
  }

  void configureLog() throws IOException {
    Files.writeString(folder.resolve("log4j2.xml"), LOG4J);
  }

  /** The last lines of the log. */
  String logTail() {
    try (var channel = Files.newByteChannel(logFile())) {
      long size = channel.size();
      channel.position(Math.max(0, size - LOG_TAIL_BYTES));
      var buffer = ByteBuffer.allocate(LOG_TAIL_BYTES);
      while (channel.read(buffer) > 0) {
        continue;
      }
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "(no log: " + IoFault.describe(e) + ")";
    }
  }

  /**
   * Starts a class of the broker in a new JVM. Its output is appended to the log. The new JVM ends
   * when this JVM ends, even if this JVM is killed.
   */
  Process start(String mainClass, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    // The job waits during the broker's garbage collections: 15 to 40 ms with G1, as Kafka's own
    // scripts configure it.
    command.add("-XX:+UseZGC");
    command.add("-Djava.awt.headless=true");
    command.add("-Dlog4j2.configurationFile=" + folder.resolve("log4j2.xml").toUri());
    command.add("-cp");
    command.add(lib() + "/*" + File.pathSeparator + ownClasses());
    command.add(ChildMain.class.getName());
    command.add(mainClass);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    return builder.start();
  }

  /** Where {@link ChildMain} is: a jar, or a folder of classes. */
  private static Path ownClasses() {
    try {
      return Path.of(ChildMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError("the code source of ChildMain is not a URI", e);
    }
  }

  private static Path lib() {
    String lib = System.getProperty(LocalBroker.LIB_PROPERTY);
    if (lib == null || !Files.isDirectory(Path.of(lib))) {
      throw InterestStreamException.environment(
          "system property %s: %s (expected: the folder of the broker's jars, deploy/broker/target/lib after a build)"
              .formatted(LocalBroker.LIB_PROPERTY, lib == null ? "not set" : lib));
    }
    return Path.of(lib).toAbsolutePath();
  }

  /** Ends a JVM, gracefully or by force, and waits until it has ended. */
  static void end(Process running, boolean atOnce) {
    try {
      if (atOnce) {
        running.destroyForcibly();
      } else {
        running.destroy();
      }
      if (!running.waitFor(STOP_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
