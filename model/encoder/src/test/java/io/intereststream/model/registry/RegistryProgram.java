package io.intereststream.model.registry;

import static org.awaitility.Awaitility.await;

import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Release;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Programs that tests run in their own JVMs; each prints "ready" and then waits for a line. */
final class RegistryProgram {

  private RegistryProgram() {}

  /** Takes a task, the folder of the registry, and folders of releases. */
  public static void main(String[] arguments) throws Exception {
    ModelRegistry registry = new ModelRegistry(Path.of(arguments[1]));
    List<Path> folders = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      folders.add(Path.of(arguments[i]));
    }
    switch (arguments[0]) {
      case "hold" -> hold(registry);
      case "hold-now" -> hold(new ModelRegistry(Path.of(arguments[1]), Duration.ZERO));
      case "publish" -> publish(registry, folders.get(0));
      case "churn" -> churn(registry, folders);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Starts a task in a JVM of its own and waits until it is ready, for a minute at most. */
  static Process start(String task, Path registry, List<Path> folders) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RegistryProgram.class.getName(),
                task,
                registry.toString()));
    folders.forEach(folder -> command.add(folder.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = null;
    try {
      line =
          await(task)
              .pollDelay(Duration.ZERO)
              .atMost(Duration.ofMinutes(1))
              .until(out::readLine, read -> true);
    } finally {
      if (!"ready".equals(line)) {
        process.destroyForcibly();
      }
    }
    if (!"ready".equals(line)) {
      throw new IOException(task + ": '" + line + "' (expected: ready)");
    }
    return process;
  }

  /** Lets a program that is ready continue. */
  static void go(Process process) throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  private static void hold(ModelRegistry registry) throws Exception {
    try (RegistryLock lock = registry.lock("hold it")) {
      readyThenWait();
      lock.toString();
    } catch (ReleaseException e) {
      System.out.println(e.getMessage());
    }
  }

  /** Exits with 0 if the release was published and with 1 if it was rejected. */
  private static void publish(ModelRegistry registry, Path folder) throws Exception {
    readyThenWait();
    try {
      new Publisher(registry).publish(folder, TestRules.DEFAULT);
    } catch (PublicationRejectedException e) {
      System.exit(1);
    }
  }

  /** Publishes one release after the other, then goes back and forth, until it is killed. */
  private static void churn(ModelRegistry registry, List<Path> folders) throws Exception {
    Publisher publisher = new Publisher(registry);
    List<Release> releases = new ArrayList<>();
    for (Path folder : folders) {
      releases.add(Release.read(folder));
    }
    readyThenWait();
    for (int i = 0; i < folders.size(); i++) {
      publisher.place(folders.get(i), releases.get(i), TestRules.FORCED);
    }
    String last = releases.get(releases.size() - 1).version();
    for (int i = 0; i < 10_000; i++) {
      registry.rollback(PublishRules.ALIAS);
      registry.activate(PublishRules.ALIAS, last);
    }
  }

  private static void readyThenWait() throws IOException {
    System.out.println("ready");
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
  }
}
