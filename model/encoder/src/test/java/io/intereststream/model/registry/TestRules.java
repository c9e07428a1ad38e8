package io.intereststream.model.registry;

import java.math.BigDecimal;

/** Rules of publishing, as the command has them by default, and variants. */
final class TestRules {

  static final PublishRules DEFAULT = rules(true, false);
  static final PublishRules FORCED = rules(true, true);
  static final PublishRules WITHOUT_ACTIVATION = rules(false, false);

  private TestRules() {}

  private static PublishRules rules(boolean activate, boolean force) {
    return new PublishRules(
        PublishRules.ALIAS,
        activate,
        PublishRules.METRIC,
        new BigDecimal(PublishRules.MARGIN),
        force);
  }
}
