package io.intereststream.deploy.e2e.simulation;

import io.intereststream.deploy.audit.rules.Pair;
import io.intereststream.job.simulation.SimulatedRegistry;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.serving.Release;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The reference encoders of the releases of a registry. */
final class References implements AutoCloseable {
  private final SimulatedRegistry registry;
  private final Map<String, ReferenceEncoder> encoders = new HashMap<>();

  References(SimulatedRegistry registry) {
    this.registry = registry;
  }

  /** A release by its version. */
  Release release(String version) {
    return registry.release(version);
  }

  /** Encodes histories under a release. */
  List<Interests> encode(String version, List<List<Pair>> histories) {
    Release release = release(version);
    ReferenceEncoder encoder =
        encoders.computeIfAbsent(version, each -> registry.release(each).reference());
    return encoder.encode(
        histories.stream()
            .map(
                history ->
                    release
                        .vocabulary()
                        .newestKnownRows(
                            history.size(), i -> history.get(i).fingerprint(), release.window()))
            .toList());
  }

  @Override
  public void close() {
    encoders.values().forEach(ReferenceEncoder::close);
  }
}
