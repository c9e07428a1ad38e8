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

  /** Returns the number; nothing if there is none of that name, or something else. */
  public Optional<BigDecimal> figure(ReleaseManifest manifest) {
    // Infinity is what a number too large for a double is read as.
    return value(manifest) instanceof Number number && Double.isFinite(number.doubleValue())
        ? Optional.of(new BigDecimal(number.toString()))
        : Optional.empty();
  }

  /** Returns what there is of that name, or null. */
  Object value(ReleaseManifest manifest) {
    Object found = manifest.metrics();
    for (String level : name.split("\\.", -1)) {
      found = found instanceof Map<?, ?> map ? map.get(level) : null;
    }
    return found;
  }
}
