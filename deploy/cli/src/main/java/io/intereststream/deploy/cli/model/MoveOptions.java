package io.intereststream.deploy.cli.model;

import io.intereststream.model.registry.PublishRules;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the commands that move an alias. */
final class MoveOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      defaultValue = PublishRules.ALIAS,
      description = "The alias to move.")
  private String alias;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Seconds to wait for another program that is changing the registry.")
  private long waitSeconds;

  String alias() {
    return alias;
  }

  Duration lockWait() {
    if (waitSeconds < 0 || waitSeconds > Duration.ofDays(1).toSeconds()) {
      throw new ParameterException(
          spec.commandLine(), "--wait: %d (expected: 0 to 86400)".formatted(waitSeconds));
    }
    return Duration.ofSeconds(waitSeconds);
  }
}
