package io.intereststream.training.train;

import io.intereststream.error.InterestStreamException;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws the batch of a step. A batch depends only on the seed and the step's number, so batches can
 * be drawn ahead, on any thread, and again after a resume.
 */
interface Sampler {

  /**
   * Draws a batch.
   *
   * @param step 0 for the first
   */
  Batch draw(long step);

  /** Returns the random generator of one step of a run. */
  static SplittableRandom random(long seed, long step) {
    return new SplittableRandom(new SplittableRandom(seed * 0x9E3779B97F4A7C15L + step).nextLong());
  }

  /**
   * Returns the indices of the sequences that a step uses. An epoch goes through all sequences
   * once, in an order of its own.
   *
   * @param batch number of sequences of a step
   * @param count number of all sequences
   */
  static int[] chosen(long seed, long step, int batch, int count) {
    int[] chosen = new int[batch];
    long first = step * batch;
    long epoch = -1;
    int[] order = null;
    for (int i = 0; i < batch; i++) {
      if ((first + i) / count != epoch) {
        epoch = (first + i) / count;
        order = permutation(count, random(~seed, epoch));
      }
      chosen[i] = order[(int) ((first + i) % count)];
    }
    return chosen;
  }

  private static int[] permutation(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /**
   * Returns the sequences that have enough items to learn from.
   *
   * @param fewest smallest number of items
   * @throws InterestStreamException ({@code CHECK_FAILED}) if there are none
   */
  static List<int[]> longEnough(List<int[]> sequences, int fewest) {
    List<int[]> enough = sequences.stream().filter(s -> s.length >= fewest).toList();
    if (enough.isEmpty()) {
      throw InterestStreamException.checkFailed(
          ("training sequences: all %d have fewer than %d items (expected: at least one with %d or"
                  + " more; is this the whole data set?)")
              .formatted(sequences.size(), fewest, fewest));
    }
    return enough;
  }
}
