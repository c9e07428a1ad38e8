package io.intereststream.deploy.cli.job;

import io.intereststream.job.config.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The commands that run the job on a cluster, to be pasted into a shell. Secret values are not
 * shown: the command takes them from variables, which the user must set first.
 */
final class FlinkRunCommand {
  private final Path file;
  private final Map<String, String> settings;
  private final String savepoint;

  /**
   * @param file configuration file; null for none
   * @param settings settings that override the file
   * @param savepoint savepoint to resume from; null for none
   */
  FlinkRunCommand(Path file, Map<String, String> settings, String savepoint) {
    this.file = file;
    this.settings = new LinkedHashMap<>(settings);
    this.savepoint = savepoint;
  }

  /** The commands, with remarks as shell comments. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("# once per cluster, before you start it: copy ND4J into its lib folder");
    lines.add("cp flink-job/target/lib/*.jar \"$FLINK_HOME/lib/\"");
    lines.add("export JVM_ARGS=--add-opens=java.base/java.util=ALL-UNNAMED");
    StringBuilder run = new StringBuilder("\"$FLINK_HOME/bin/flink\" run --detached");
    if (savepoint != null) {
      run.append(" --fromSavepoint ").append(ShellWord.of(savepoint));
    }
    run.append(" flink-job/target/interest-stream-job.jar");
    if (file != null) {
      run.append(" --config ").append(ShellWord.of(file.toAbsolutePath().toString()));
    }
    settings.forEach(
        (key, value) -> {
          run.append(' ').append(ShellWord.of("-D" + key + "="));
          if (Secrets.isSecret(key, value)) {
            lines.add("# set " + variable(key) + " first: " + key + " is secret and not shown");
            run.append("\"$").append(variable(key)).append('"');
          } else {
            run.append(value.isEmpty() ? "" : ShellWord.of(value));
          }
        });
    lines.add(run.toString());
    return String.join("\n", lines);
  }

  /** Name of the shell variable for a secret option. */
  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
  }
}
