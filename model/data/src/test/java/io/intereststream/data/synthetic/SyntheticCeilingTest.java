package io.intereststream.deploy.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.history.Signal;
import io.intereststream.history.SignalPolicy;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.schema.Action;
import io.intereststream.training.data.Split;
import io.intereststream.training.evaluate.Popularity;
import io.intereststream.training.evaluate.Scores;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticCeilingTest {
  private static final SignalPolicy POLICY =
      new SignalPolicy(
          HistoryOptions.LONG_VIEW.defaultValue().toMillis(),
          HistoryOptions.POSITIVE_ACTIONS.defaultValue());
  private static final int LOG = 40_000;
  private static final SyntheticDataSet DATA =
      new SyntheticDataSet(
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
      positive +=
          POLICY.signal(
                      watched,
                      told,
                      actions.stream()
                          .map(action -> io.intereststream.history.Action.valueOf(action.name()))
                          .toList())
                  == Signal.POSITIVE
              ? 1
              : 0;
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

  @Test
  void findsFarMoreThanPopularityAndNothingWatchedBefore() {
    WatchedSequences.Parted parted = new WatchedSequences(POLICY).part(DATA, LOG, 20_000);
    Split split = Split.byTime(parted.sequences(), parted.moment(), 10);
    List<int[]> lists = new SyntheticCeiling(DATA, POLICY, LOG).top(split, split.test(), 50);
    for (int i = 0; i < lists.size(); i++) {
      int[] history = split.test().get(i).history();
      assertThat(lists.get(i)).hasSize(50).doesNotHaveDuplicates().doesNotContain(history);
    }
    Popularity popularity = new Popularity(split.train(), split.items().size());
    List<int[]> popular = popularity.top(Scores.histories(split.test()), 50);
    assertThat(recall(split, lists)).isGreaterThan(1.5 * recall(split, popular));
  }

  private static double recall(Split split, List<int[]> lists) {
    return new Scores(split.test(), lists).mean("recall_at_50");
  }
}
