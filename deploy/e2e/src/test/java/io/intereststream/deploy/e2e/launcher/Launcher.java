package io.intereststream.deploy.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A copy of the launcher in a folder that stands for the project and has a blank in its path. */
final class Launcher {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final List<String> BUILT = List.of("deploy/cli/target", "deploy/broker/target");
  private static final long DEADLINE_S = 60;

  private final Path project;

  /** The result of a run. */
  record Outcome(long pid, int exitCode, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  Launcher(Path parent) throws IOException {
    project = Files.createDirectory(parent.resolve("a project"));
    Files.copy(ROOT.resolve("interest-stream"), script());
  }

  Path project() {
    return project;
  }

  Path script() {
    return project.resolve("interest-stream");
  }

  /** Links the real build into the project. */
  void linkRealBuild() throws IOException {
    for (String target : BUILT) {
      Path built = ROOT.resolve(target);
      assertThat(built.resolve("lib")).as("a build, ./mvnw package").isDirectory();
      Files.createDirectories(project.resolve(target).getParent());
      Files.createSymbolicLink(project.resolve(target), built);
    }
  }

  void unlinkRealBuild() throws IOException {
    for (String target : BUILT) {
      Files.delete(project.resolve(target));
    }
  }

  /** Creates an empty build that is newer than all sources of the project. */
  void pretendBuild() throws IOException {
    Path target = Files.createDirectories(project.resolve("deploy/cli/target/lib")).getParent();
    Files.createFile(target.resolve("interest-stream-cli-0.1.0.jar"));
    Files.createFile(target.resolve("lib/picocli-4.7.7.jar"));
    Files.createDirectories(project.resolve(".mvn"));
    Files.createFile(project.resolve("pom.xml"));
    Files.createFile(target.resolve("launcher.built"));
  }

  /** Writes an executable shell script. */
  static Path executable(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    return run(script(), environment, arguments);
  }

  /**
   * Runs a command and waits until it has ended.
   *
   * @param environment further variables; an empty value unsets one
   */
  Outcome run(Path command, Map<String, String> environment, String... arguments) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(command.toString());
    line.addAll(List.of(arguments));
    Path out = Files.createTempFile(project, "out", ".txt");
    Path err = Files.createTempFile(project, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(project.getParent().toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("INTEREST_STREAM_"));
    environment.forEach(
        (name, value) -> {
          builder.environment().remove(name);
          if (!value.isEmpty()) {
            builder.environment().put(name, value);
          }
        });
    Process process = builder.start();
    try {
      assertThat(process.waitFor(DEADLINE_S, TimeUnit.SECONDS))
          .as("%s ended within %d s", line, DEADLINE_S)
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(
        process.pid(), process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
