package io.intereststream.training;

import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Sequences.Viewer;
import io.intereststream.data.sequence.Split;
import io.intereststream.training.train.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A data set that is learnt in a second: each viewer goes round one of four cycles of items. */
public final class TinyData {
  /** Size of the vocabulary. */
  public static final int ITEMS = 64;

  private static final int VIEWERS = 90;
  private static final int CYCLE = 16;

  private TinyData() {}

  /** Viewers 0 to 89, items 0 to 63. */
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

  /** Split by user: nine viewers each to validate and to test with. */
  public static Split split() {
    return Split.byUser(sequences(), 5);
  }

  /** A preset, made as small as the data. */
  public static Recipe recipe(String preset) {
    Recipe recipe =
        Recipe.preset(preset)
            .with("dimension", "8")
            .with("window", "12")
            .with("sampling.viewers", "8")
            .with("optimiser.learning-rate", "0.01")
            .with("optimiser.steps", "24");
    if (!recipe.sampling().views()) {
      recipe = recipe.with("sampling.negatives", "20");
    }
    if (recipe.options().containsKey("hidden")) {
      recipe = recipe.with("options.hidden", "8");
    }
    return recipe.interests() == 1 ? recipe : recipe.with("interests", "4");
  }
}
