package io.intereststream.model.registry;

import io.intereststream.error.InterestStreamException;
import java.math.BigDecimal;

/**
 * How to publish a release.
 *
 * @param alias alias to move
 * @param activate whether to move the alias; if false, releases are not compared
 * @param metric name in the manifest's metrics, with dots between levels; higher is better
 * @param margin by how much the new release may be worse than the active one, at least 0
 * @param force whether to activate the release regardless of the comparison
 */
public record PublishRules(
    String alias, boolean activate, String metric, BigDecimal margin, boolean force) {

  /** The alias that the job follows by default. */
  public static final String ALIAS = "production";

  /** The default metric for comparing releases. */
  public static final String METRIC = "test.recall_at_50";

  /** The default margin. */
  public static final String MARGIN = "0.01";

  /**
   * Checks the rules.
   *
   * @throws InterestStreamException ({@code USAGE}) if the margin is below 0 or the metric has no
   *     name
   */
  public PublishRules {
    if (margin.signum() < 0) {
      throw InterestStreamException.usage("--margin: " + margin + " (expected: at least 0)");
    }
    if (metric.isBlank()) {
      throw InterestStreamException.usage(
          "--metric: '" + metric + "' (expected: a name such as " + METRIC + ")");
    }
  }
}
