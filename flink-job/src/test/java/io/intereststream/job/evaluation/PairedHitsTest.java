package io.intereststream.job.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedHitsTest {
  @Test
  void theIntervalOfTheGainComesFromTheEventsThatDiffer() {
    // Differences of the 1000 events: 60 times +1, 20 times -1, 920 times 0.
    PairedHits hits = new PairedHits(1000, 220, 260, 200);
    assertThat(hits.hitRate()).isEqualTo(0.22);
    assertThat(hits.comparedHitRate()).isEqualTo(0.26);
    assertThat(hits.gain()).isCloseTo(0.04, within(1e-12));
    double variance = 0.08 - 0.04 * 0.04;
    assertThat(hits.gainHalfWidth()).isCloseTo(1.96 * Math.sqrt(variance / 1000), within(1e-12));
    assertThat(hits.leastGain()).isPositive();
    assertThat(hits.halfWidth(0.22)).isCloseTo(0.02568, within(1e-5));
  }

  @Test
  void sums() {
    PairedHits sum = new PairedHits(10, 2, 3, 1).plus(new PairedHits(5, 1, 1, 1));
    assertThat(sum).isEqualTo(new PairedHits(15, 3, 4, 2));
    assertThat(new PairedHits(10, 5, 5, 5).leastGain()).isZero();
  }
}
