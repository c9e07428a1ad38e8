package io.intereststream.model.registry;

import io.intereststream.model.release.ReleaseManifest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Decides whether a release may replace the active one. */
final class ReleaseGate {

  /** Fields of {@code training} that identify the data of the metrics. */
  private static final List<String> MEASURED_ON = List.of("data", "split");

  private final Metric metric;
  private final BigDecimal margin;

  ReleaseGate(String metric, BigDecimal margin) {
    this.metric = new Metric(metric);
    this.margin = margin;
  }

  /**
   * Compares two releases.
   *
   * @throws PublicationRejectedException if they were measured on different data, if one lacks the
   *     metric, or if the candidate is worse by more than the margin
   */
  Comparison compare(ReleaseManifest active, ReleaseManifest candidate) {
    for (String field : MEASURED_ON) {
      checkSame(field, active, candidate);
    }
    Comparison comparison =
        new Comparison(metric.name(), active.version(), figure(active), figure(candidate));
    BigDecimal least = comparison.active().subtract(margin);
    if (comparison.candidate().compareTo(least) < 0) {
      throw rejected(
          "release %s: %s %s (expected: at least %s, which is %s of the active release %s minus the margin %s)",
          candidate.version(),
          metric.name(),
          comparison.candidate().toPlainString(),
          least.toPlainString(),
          comparison.active().toPlainString(),
          active.version(),
          margin.toPlainString());
    }
    return comparison;
  }

  private static void checkSame(String field, ReleaseManifest active, ReleaseManifest candidate) {
    Object expected = active.training().get(field);
    Object found = candidate.training().get(field);
    if (expected != null && found != null && !expected.equals(found)) {
      throw rejected(
          "release %s: training.%s: '%s' (expected: '%s', as in the active release %s; metrics of different data cannot be compared)",
          candidate.version(), field, found, expected, active.version());
    }
  }

  private BigDecimal figure(ReleaseManifest manifest) {
    Optional<BigDecimal> figure = metric.figure(manifest);
    if (figure.isEmpty()) {
      Object found = metric.value(manifest);
      throw rejected(
          "release %s: metrics.%s: %s (expected: a number, because releases are compared by it)",
          manifest.version(), metric.name(), found == null ? "missing" : "'" + found + "'");
    }
    return figure.get();
  }

  private static PublicationRejectedException rejected(String format, Object... values) {
    return PublicationRejectedException.unlessForced(format.formatted(values), null);
  }
}
