package io.intereststream.deploy.cli.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a benchmark that runs the job. */
final class BenchJobOptions {
  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      showDefaultValue = Visibility.NEVER,
      description = "Option of the job or of Flink for all measured jobs. Repeatable.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Mixin private TrialOptions trial;

  Configuration configuration() {
    return Configuration.fromMap(settings);
  }

  /** Whether to refuse numbers that are not reliable. */
  boolean strict() {
    return trial.strict();
  }
}
