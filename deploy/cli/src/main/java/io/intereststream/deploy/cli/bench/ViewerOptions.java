package io.intereststream.deploy.cli.bench;

import io.intereststream.deploy.bench.load.Order;
import io.intereststream.deploy.cli.option.Bounds;
import picocli.CommandLine.Option;

/** The viewers of a benchmark, and the order in which they watch. */
final class ViewerOptions {
  @Option(
      names = "--viewers",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Number of viewers with a history.")
  private int viewers;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      defaultValue = "IN_TURN",
      description = "Order in which viewers watch: ${COMPLETION-CANDIDATES}.")
  private Order order;

  /** The number of viewers, at least 1. */
  int viewers() {
    Bounds.atLeast(1, "--viewers", viewers);
    return viewers;
  }

  Order order() {
    return order;
  }
}
