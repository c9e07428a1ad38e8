package io.intereststream.deploy.bench.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateFitTest {
  @Test
  void theRateIsOnTheLineThroughTwoMeasurements() {
    RateFit fit = new RateFit().add(0, 0.05).add(2_000, 0.15);
    assertThat(fit.rateFor(0.4)).isCloseTo(7_000, within(1e-6));
  }

  @Test
  void theNearestMeasurementsDecideBecauseAnEventCostsLessAtHigherRates() {
    RateFit fit = new RateFit().add(0, 0.05).add(2_000, 0.2).add(7_000, 0.36).add(9_000, 0.44);
    assertThat(fit.rateFor(0.4)).isCloseTo(8_000, within(1e-6));
  }

  @Test
  void moreEventsWithoutMoreWorkTellNothing() {
    assertThat(new RateFit().add(0, 0.3).add(2_000, 0.3).rateFor(0.4)).isNaN();
    assertThat(new RateFit().add(0, 0.3).add(2_000, 0.2).rateFor(0.4)).isNaN();
  }
}
