package io.intereststream.deploy.cli.model;

import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.model.registry.PublishRules;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of the commands that move an alias. */
final class MoveOptions {
  @Option(
      names = "--alias",
      paramLabel = "NAME",
      defaultValue = PublishRules.ALIAS,
      description = "Alias to move.")
  private String alias;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Maximum time in seconds to wait while another program changes the registry.")
  private long waitSeconds;

  String alias() {
    return alias;
  }

  Duration lockWait() {
    Bounds.within(0, Duration.ofDays(1).toSeconds(), "--wait", waitSeconds);
    return Duration.ofSeconds(waitSeconds);
  }
}
