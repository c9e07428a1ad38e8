package io.intereststream.model.registry;

import java.math.BigDecimal;

/**
 * A new release beside the active one.
 *
 * @param metric what was compared
 * @param activeVersion name of the active release
 * @param active its figure
 * @param candidate the new release's figure
 */
public record Comparison(
    String metric, String activeVersion, BigDecimal active, BigDecimal candidate) {}
