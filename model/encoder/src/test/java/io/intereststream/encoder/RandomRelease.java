package io.intereststream.encoder;

import io.intereststream.encoder.CmiForm.Assignment;
import io.intereststream.encoder.CmiForm.Fusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Releases and histories drawn at random, for tests. */
final class RandomRelease {

  private RandomRelease() {}

  /** Returns weights drawn as the paper's code does, uniform in ±1/√d. */
  static CmiWeights weights(Random random, int items, int d, int interests, int hidden) {
    return new CmiWeights(
        d,
        interests,
        hidden,
        uniform(random, items * d, d),
        uniform(random, interests * d, d),
        uniform(random, 3 * hidden * d, d),
        uniform(random, 3 * hidden * hidden, d),
        uniform(random, d * hidden, d),
        uniform(random, d, d));
  }

  /** Returns weights with the tensors that a form has. */
  static CmiWeights weights(
      Random random, int items, int d, int interests, int hidden, CmiForm form) {
    CmiWeights all = weights(random, items, d, interests, hidden);
    return new CmiWeights(
        d,
        interests,
        all.items(),
        all.categories(),
        form.general() ? all.general() : null,
        form.bias() ? uniform(random, items, d) : null);
  }

  /** Returns one of all forms; half-lives from 0.3 to 1,000 items. */
  static CmiForm form(Random random, int interests) {
    List<Double> halfLives = new ArrayList<>();
    boolean forgets = random.nextBoolean();
    for (int l = 0; forgets && l < interests; l++) {
      halfLives.add(halfLife(random));
    }
    Fusion context =
        new Fusion.Context(
            random.nextInt(3) * random.nextDouble(),
            random.nextInt(3) * random.nextDouble(),
            random.nextBoolean() ? halfLife(random) : Double.POSITIVE_INFINITY);
    return new CmiForm(
        random.nextBoolean() ? Assignment.HARD : Assignment.SOFT,
        halfLives,
        random.nextInt(3) > 0 ? context : new Fusion.Paper(),
        random.nextInt(3) > 0 ? 0 : 2 * random.nextDouble(),
        random.nextInt(4) > 0,
        random.nextBoolean());
  }

  private static double halfLife(Random random) {
    return 0.3 * Math.pow(1000 / 0.3, random.nextDouble());
  }

  /** Returns histories of 0 to 1.5 windows; few items, so that many repeat. */
  static List<int[]> histories(Random random, int count, int items, int window) {
    List<int[]> histories = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = random.nextInt(window + window / 2 + 1);
      histories.add(random.ints(length, 0, items).toArray());
    }
    return histories;
  }

  /** Returns the ids "item-0", "item-1", ... */
  static List<String> ids(int items) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      ids.add("item-" + i);
    }
    return ids;
  }

  private static float[] uniform(Random random, int length, int d) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) / Math.sqrt(d));
    }
    return values;
  }
}
