package io.intereststream.training.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws two views of each viewer, as the code of CMI's paper does for the contrastive term. The
 * history up to a random point is split into a random half in random order (view A) and the other
 * half in the original order (view B). Each view has its own target, any item after that point. For
 * each viewer, one negative is drawn that is not in the history. It is in the batch twice, once for
 * each view. All rows share the negatives.
 *
 * <p>Row 2k of a batch is view A of a viewer, row 2k + 1 view B of the same viewer, so rows are not
 * sorted by length.
 */
final class ViewSampler implements Sampler {
  private static final int FEWEST = 4;

  /** A history of at most this many items is not split: it is both views. */
  private static final int SHORT = 6;

  private final List<int[]> sequences;
  private final int items;
  private final int viewers;
  private final int window;
  private final long seed;

  /**
   * Creates a sampler.
   *
   * @param sequences training sequences, items by their rows
   * @param items number of items in the vocabulary
   * @param viewers number of viewers in a batch
   * @param window maximum number of items of a view; of a history, the newest 2 · {@code window}
   *     items are used
   */
  ViewSampler(List<int[]> sequences, int items, int viewers, int window, long seed) {
    this.sequences = Sampler.longEnough(sequences, FEWEST);
    this.items = items;
    this.viewers = viewers;
    this.window = window;
    this.seed = seed;
  }

  @Override
  public Batch draw(long step) {
    SplittableRandom random = Sampler.random(seed, step);
    List<int[]> views = new ArrayList<>();
    int[] targets = new int[2 * viewers];
    int[] negatives = new int[2 * viewers];
    int row = 0;
    for (int chosen : Sampler.chosen(seed, step, viewers, sequences.size())) {
      int[] sequence = sequences.get(chosen);
      int n = sequence.length;
      int split = random.nextInt(Math.min(SHORT, n - 1), n);
      int[] history = Arrays.copyOfRange(sequence, Math.max(0, split - 2 * window), split);
      views.addAll(views(history, random));
      int negative = negative(history, random);
      for (int view = 0; view < 2; view++) {
        targets[row] = sequence[random.nextInt(split, n)];
        negatives[row++] = negative;
      }
    }
    int[] ends = views.stream().mapToInt(view -> view.length).toArray();
    return new Batch(views.toArray(int[][]::new), ends, targets, negatives, new int[0][]);
  }

  /** Returns view A and view B. */
  private List<int[]> views(int[] history, SplittableRandom random) {
    if (history.length <= SHORT) {
      int[] newest =
          Arrays.copyOfRange(history, Math.max(0, history.length - window), history.length);
      return List.of(newest, newest);
    }
    long[] keys = random.longs(history.length).toArray();
    List<Integer> shuffled =
        IntStream.range(0, history.length)
            .boxed()
            .sorted(Comparator.comparingLong(i -> keys[i]))
            .toList();
    int half = history.length / 2;
    int[] first = shuffled.subList(0, half).stream().mapToInt(i -> history[i]).toArray();
    int[] rest =
        shuffled.subList(half, history.length).stream()
            .sorted()
            .mapToInt(i -> history[i])
            .toArray();
    return List.of(first, rest);
  }

  /** Returns a random item that is not in the history, or any item if the history has them all. */
  private int negative(int[] history, SplittableRandom random) {
    while (true) {
      int drawn = random.nextInt(items);
      if (Arrays.stream(history).distinct().count() >= items
          || Arrays.stream(history).noneMatch(item -> item == drawn)) {
        return drawn;
      }
    }
  }
}
