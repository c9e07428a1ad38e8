package io.intereststream.training.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.training.data.Sequences;
import io.intereststream.training.data.Sequences.Viewer;
import io.intereststream.training.data.Split;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Compute;
import io.intereststream.training.train.TrainingRun.Report;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Data on which several interests find more than one vector: each viewer likes 4 unrelated topics
 * of 40, a topic has 25 items, and vectors have only 8 components.
 */
class SeveralInterestsTest {
  private static final int TOPICS = 40;
  private static final int ITEMS = 25;
  private static final int TASTES = 4;
  private static final int VIEWERS = 3000;
  private static final int LENGTH = 40;
  private static final double ELSEWHERE = 0.05;

  @BeforeAll
  static void oneThread() {
    Compute.use(Compute.Where.CPU, 1);
  }

  @Test
  void eightInterestsFindMoreThanOneVectorIfTastesAreUnrelated() {
    Sequences sequences = sequences();
    Report one = train(sequences, 1);
    Report eight = train(sequences, 8);
    System.out.println(
        "recall@50: one vector %.3f, eight interests %.3f, their mean as one vector %.3f"
            .formatted(
                one.test().get("recall_at_50"),
                eight.test().get("recall_at_50"),
                eight.test().get("mean_vector_recall_at_50")));
    assertThat(eight.test().get("recall_at_50"))
        .isGreaterThan(1.3 * one.test().get("recall_at_50"));
    assertThat(eight.test().get("mean_interest_cosine")).isLessThan(0.65);
  }

  private static Report train(Sequences sequences, int interests) {
    Recipe recipe =
        Recipe.preset("cmi-default")
            .with("dimension", "8")
            .with("options.hidden", "8")
            .with("interests", String.valueOf(interests))
            .with("sampling.viewers", "64")
            .with("optimiser.steps", "800");
    return new TrainingRun(sequences, Split.byUser(sequences, 10))
        .train(recipe, new Trainer.Options(1, "tastes", 200, 5, null), false, Progress.NONE)
        .report();
  }

  private static Sequences sequences() {
    SplittableRandom random = new SplittableRandom(5);
    List<Viewer> viewers =
        IntStream.range(0, VIEWERS).mapToObj(viewer -> viewer(viewer, random)).toList();
    List<String> items = IntStream.range(0, TOPICS * ITEMS).mapToObj(String::valueOf).toList();
    return new Sequences("tastes", items, viewers);
  }

  private static Viewer viewer(int viewer, SplittableRandom random) {
    int[] tastes = random.ints(0, TOPICS).distinct().limit(TASTES).toArray();
    int[] items =
        random
            .doubles()
            .mapToInt(
                chance ->
                    chance < ELSEWHERE ? random.nextInt(TOPICS) : tastes[random.nextInt(TASTES)])
            .map(topic -> ITEMS * topic + random.nextInt(ITEMS))
            .distinct()
            .limit(LENGTH)
            .toArray();
    long[] times = new long[LENGTH];
    Arrays.fill(times, Sequences.BEFORE);
    return new Viewer(String.valueOf(viewer), items, times);
  }
}
