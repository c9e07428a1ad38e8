package io.intereststream.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.sequence.PartedSequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.data.synthetic.SyntheticCeiling;
import io.intereststream.data.synthetic.SyntheticLog;
import io.intereststream.data.synthetic.SyntheticSettings;
import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyntheticCeilingTest {
  private static final SignalPolicy POLICY =
      new SignalPolicy(18_000, List.of(Action.LIKE, Action.FOLLOW, Action.COMMENT, Action.SHARE));
  private static final int LOG = 40_000;
  private static final SyntheticLog DATA =
      new SyntheticLog(
          SyntheticSettings.of(3, 60_000).withViewers(400).withCatalogue(800, 20, 8, 32));

  @Test
  void findsFarMoreThanPopularityAndNothingWatchedBefore() {
    PartedSequences parted = PartedSequences.read(DATA, POLICY, LOG, 20_000);
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
