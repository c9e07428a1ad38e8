package io.intereststream.deploy.cli.model;

import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.model.registry.PublishRules;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of the commands that move an alias. */
final class MoveOptions {
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
    Bounds.within(0, Duration.ofDays(1).toSeconds(), "--wait", waitSeconds);
    return Duration.ofSeconds(waitSeconds);
  }
}
