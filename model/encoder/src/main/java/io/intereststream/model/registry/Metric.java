package io.intereststream.model.registry;

import io.intereststream.model.release.ReleaseManifest;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * The path of a number in a manifest's metrics.
 *
 * @param name names of the levels with dots between them, for example {@code test.recall_at_50}
 */
public record Metric(String name) {

  /** Returns the number; empty if there is no such metric or if it is not a number. */
  public Optional<BigDecimal> figure(ReleaseManifest manifest) {
    // A number that is too large for a double is read as infinity.
    return value(manifest) instanceof Number number && Double.isFinite(number.doubleValue())
        ? Optional.of(new BigDecimal(number.toString()))
        : Optional.empty();
  }

  /** Returns the value of that name, or null. */
  Object value(ReleaseManifest manifest) {
    Object found = manifest.metrics();
    for (String level : name.split("\\.", -1)) {
      found = found instanceof Map<?, ?> map ? map.get(level) : null;
    }
    return found;
  }
}
