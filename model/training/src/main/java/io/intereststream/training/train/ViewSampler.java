package io.intereststream.training.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The paper's sampling, as its code does it (two contrastive views): the history up to a random
 * split point is parted into a random half in random order (view A) and the rest in order (view B);
 * each view has a target of its own, any item after the split. One negative a viewer, not in its
 * history, shared by all rows and counted twice.
 *
 * <p>Rows of a batch alternate: 2k is view A of a viewer, 2k + 1 its view B. Sequences are
 * therefore not sorted by length.
 */
final class ViewSampler implements Sampler {
  private static final int FEWEST = 4;
  private static final int SHORT = 6;

  private final List<int[]> sequences;
  private final int items;
  private final int viewers;
  private final int window;
  private final long seed;

  /**
   * Creates a sampler.
   *
   * @param items size of the vocabulary
   * @param viewers of a batch
   * @param window longest view; histories are cut to twice as many
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
