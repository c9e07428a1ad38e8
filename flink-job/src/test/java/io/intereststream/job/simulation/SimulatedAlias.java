package io.intereststream.job.simulation;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** The alias {@code production} of a registry, which simulations move. */
final class SimulatedAlias {
  private final SimulatedRegistry registry;
  private String version = "";
  private String before = SimulatedRegistry.GOOD.get(0);

  SimulatedAlias(SimulatedRegistry registry) {
    this.registry = registry;
  }

  /** What the alias names; anything. */
  String version() {
    return version;
  }

  /** Whether it names a release that can be active. */
  boolean isGood() {
    return registry.isGood(version);
  }

  /** Moves it. */
  void point(String to) throws IOException {
    if (isGood() && !version.equals(to)) {
      before = version;
    }
    version = to;
    registry.point(to);
  }

  /** Moves it to a good release, any. */
  void pointToGood(SplittableRandom random) throws IOException {
    point(SimulatedRegistry.GOOD.get(random.nextInt(SimulatedRegistry.GOOD.size())));
  }

  /** Moves it back to the good release that it named before. */
  void rollBack() throws IOException {
    point(before);
  }

  /** Writes a random name into it, which may or may not exist. */
  void byHand(SplittableRandom random) throws IOException {
    List<String> versions = List.copyOf(registry.loadings().keySet());
    point(
        switch (random.nextInt(5)) {
          case 0 -> "missing";
          case 1 -> "../v1-gru";
          case 2 -> "";
          default -> versions.get(random.nextInt(versions.size()));
        });
  }
}
