package io.intereststream.model.registry;

import io.intereststream.model.release.ReleaseManifest;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * A number in the metrics of a manifest.
 *
 * @param name dots between levels
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
