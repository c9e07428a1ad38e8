package io.intereststream.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.history.Action;
import io.intereststream.history.Signal;
import io.intereststream.history.SignalPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticCeilingTest {
  private static final SignalPolicy POLICY =
      new SignalPolicy(18_000, List.of(Action.LIKE, Action.FOLLOW, Action.COMMENT, Action.SHARE));
  private static final SyntheticLog DATA =
      new SyntheticLog(
          SyntheticSettings.of(3, 60_000).withViewers(400).withCatalogue(800, 20, 8, 32));

  @ParameterizedTest
  @CsvSource({"0.9, 12000", "0.6, 40000", "0.1, 25000", "-0.1, 90000"})
  void knowsHowOftenAReactionIsPositive(double affinity, long durationMs) {
    SyntheticReaction reaction = new SyntheticReaction(POLICY);
    Random random = new Random(5);
    int positive = 0;
    int draws = 200_000;
    for (int i = 0; i < draws; i++) {
      long watched = Math.round(durationMs * SyntheticReaction.watchedShare(affinity, random));
      List<Action> actions = SyntheticReaction.actions(affinity, random);
      Long told = random.nextDouble() < SyntheticReaction.DURATION_UNKNOWN ? null : durationMs;
      positive += POLICY.signal(watched, told, actions) == Signal.POSITIVE ? 1 : 0;
    }
    assertThat(reaction.positive(affinity, reaction.longView(durationMs)))
        .isCloseTo(positive / (double) draws, within(0.004));
  }

  @Test
  void knowsHowOftenEachItemIsShown() {
    double[] taste = {0.5, 0.3, 0.2, 0, 0, 0, 0, 0};
    double[] shown = DATA.catalogue().shown(taste);
    assertThat(Arrays.stream(shown).sum()).isCloseTo(1, within(1e-9));
    int[] first = DATA.catalogue().ofTopic(0);
    assertThat(Arrays.stream(first).mapToDouble(item -> shown[item]).sum())
        .isCloseTo(0.8 * 0.5 + 0.2 / 8, within(1e-9));
    assertThat(shown[first[0]]).isGreaterThan(5 * shown[first[20]]);
  }
}
