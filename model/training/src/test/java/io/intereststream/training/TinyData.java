package io.intereststream.training;

import io.intereststream.training.data.Sequences;
import io.intereststream.training.data.Sequences.Viewer;
import io.intereststream.training.data.Split;
import io.intereststream.training.recipe.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A data set that is learnt in a second: each viewer watches the items of one of four cycles, again
 * and again in the same order.
 */
public final class TinyData {
  /** Number of items in the vocabulary. */
  public static final int ITEMS = 64;

  private static final int VIEWERS = 90;
  private static final int CYCLE = 16;

  private TinyData() {}

  /** Returns the sequences of viewers 0 to 89 over items 0 to 63. */
  public static Sequences sequences() {
    SplittableRandom random = new SplittableRandom(11);
    List<Viewer> viewers =
        IntStream.range(0, VIEWERS)
            .mapToObj(
                viewer -> {
                  int start = random.nextInt(CYCLE);
                  int cycle = random.nextInt(ITEMS / CYCLE);
                  int[] items =
                      IntStream.range(0, random.nextInt(10, 24))
                          .map(t -> CYCLE * cycle + (start + t) % CYCLE)
                          .toArray();
                  long[] times = new long[items.length];
                  Arrays.fill(times, Sequences.BEFORE);
                  return new Viewer(String.valueOf(viewer), items, times);
                })
            .toList();
    List<String> items = IntStream.range(0, ITEMS).mapToObj(String::valueOf).toList();
    return new Sequences("tiny", items, viewers);
  }

  /** Returns a split by user, with nine viewers for validation and nine for test. */
  public static Split split() {
    return Split.byUser(sequences(), 5);
  }

  /** Returns a preset with sizes that fit the data. */
  public static Recipe recipe(String preset) {
    Recipe recipe =
        SmallModels.withHidden(SmallModels.recipe(preset, 8, 12, 4), 8)
            .with("sampling.viewers", "8")
            .with("optimiser.learning-rate", "0.01")
            .with("optimiser.steps", "24");
    return recipe.sampling().views() ? recipe : recipe.with("sampling.negatives", "20");
  }
}
