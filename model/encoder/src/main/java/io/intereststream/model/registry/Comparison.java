package io.intereststream.model.registry;

import java.math.BigDecimal;

/**
 * The comparison of a new release with the active one.
 *
 * @param metric name of the metric
 * @param activeVersion version of the active release
 * @param active value of the metric in the active release
 * @param candidate value of the metric in the new release
 */
public record Comparison(
    String metric, String activeVersion, BigDecimal active, BigDecimal candidate) {}
