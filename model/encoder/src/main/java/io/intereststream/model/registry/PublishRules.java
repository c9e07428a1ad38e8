package io.intereststream.model.registry;

import io.intereststream.error.InterestStreamException;
import java.math.BigDecimal;

/**
 * How a release is to be published.
 *
 * @param alias to move
 * @param activate whether to move it; nothing is compared if not
 * @param metric name in the manifest's metrics, dots between levels; more is better
 * @param margin how much worse than the active release a new one may be, at least 0
 * @param force whether a release is activated however it compares
 */
public record PublishRules(
    String alias, boolean activate, String metric, BigDecimal margin, boolean force) {

  /** The alias that the job follows unless told otherwise. */
  public static final String ALIAS = "production";

  /** The metric by which releases are compared unless told otherwise. */
  public static final String METRIC = "test.recall_at_50";

  /** The margin unless told otherwise. */
  public static final String MARGIN = "0.01";

  /**
   * Checks the rules.
   *
   * @throws IllegalArgumentException if the margin is below 0 or the metric has no name
   */
  public PublishRules {
    if (margin.signum() < 0) {
      throw InterestStreamException.usage("margin: " + margin + " (expected: at least 0)");
    }
    if (metric.isBlank()) {
      throw InterestStreamException.usage(
          "metric: '" + metric + "' (expected: a name such as " + METRIC + ")");
    }
  }
}
