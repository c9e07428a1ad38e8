package io.intereststream.training.train;

import io.intereststream.training.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws several random prefixes of each viewer's sequence, so that one forward pass over the
 * sequence encodes all of them. With the probability {@code near-share} the target is one of the
 * next few items, otherwise any later item. All rows share the negatives; these are drawn uniformly
 * from all items, or are all items. Histories are sorted by length, the longest first.
 */
final class PrefixSampler implements Sampler {
  private static final int FEWEST = 2;

  private final List<int[]> sequences;
  private final int items;
  private final int window;
  private final Recipe.Sampling options;
  private final long seed;

  /**
   * Creates a sampler.
   *
   * @param sequences training sequences, items by their rows
   * @param items number of items in the vocabulary
   * @param window maximum number of items of a history
   */
  PrefixSampler(List<int[]> sequences, int items, int window, Recipe.Sampling options, long seed) {
    this.sequences = Sampler.longEnough(sequences, FEWEST);
    this.items = items;
    this.window = window;
    this.options = options;
    this.seed = seed;
  }

  /** The part of a batch that one viewer has. */
  private record Part(int[] history, int[] ends, int[] targets, int[][] futures) {}

  @Override
  public Batch draw(long step) {
    SplittableRandom random = Sampler.random(seed, step);
    List<Part> parts = new ArrayList<>();
    for (int chosen : Sampler.chosen(seed, step, options.viewers(), sequences.size())) {
      parts.add(part(sequences.get(chosen), random));
    }
    parts.sort(Comparator.comparingInt(part -> -part.history.length));
    int[] negatives =
        options.negatives() == 0
            ? IntStream.range(0, items).toArray()
            : random.ints(options.negatives(), 0, items).toArray();
    return new Batch(
        parts.stream().map(Part::history).toArray(int[][]::new),
        parts.stream().flatMapToInt(part -> Arrays.stream(part.ends)).toArray(),
        parts.stream().flatMapToInt(part -> Arrays.stream(part.targets)).toArray(),
        negatives,
        parts.stream().flatMap(part -> Arrays.stream(part.futures)).toArray(int[][]::new));
  }

  private Part part(int[] sequence, SplittableRandom random) {
    int count = options.prefixes();
    int[] ends = new int[count];
    int last = 0;
    for (int p = 0; p < count; p++) {
      ends[p] = random.nextInt(1, sequence.length);
      last = Math.max(last, ends[p]);
    }
    int start = Math.max(0, last - window);
    int[] targets = new int[count];
    int[][] futures = new int[options.futures() > 0 ? count : 0][];
    for (int p = 0; p < count; p++) {
      // Of a long sequence, only the window before the last end is used; an end before that window
      // is drawn again.
      int end = ends[p] > start ? ends[p] : random.nextInt(start + 1, last + 1);
      boolean near = random.nextDouble() < options.nearShare();
      int bound = near ? Math.min(sequence.length, end + options.nearItems()) : sequence.length;
      targets[p] = sequence[random.nextInt(end, bound)];
      if (futures.length > 0) {
        int until = Math.min(sequence.length, end + Math.min(window, options.futures()));
        futures[p] = Arrays.copyOfRange(sequence, end, until);
      }
      ends[p] = end - start;
    }
    return new Part(Arrays.copyOfRange(sequence, start, last), ends, targets, futures);
  }
}
