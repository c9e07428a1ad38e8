package io.intereststream.training.train;

import io.intereststream.training.model.Examples;
import io.intereststream.training.model.Histories;
import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;

/**
 * One step's examples, as arrays: S sequences, longest first, each with P prefixes, each with one
 * target; R = S·P rows in all, sequence-major.
 *
 * @param items rows [S][at most T], oldest first
 * @param ends length of each prefix [S·P], 1 to the length of its sequence
 * @param targets row to be found by each prefix [S·P]
 * @param negatives rows that all share [N]
 * @param futures rows that came after each prefix, oldest first [S·P]; empty unless asked for
 */
public record Batch(int[][] items, int[] ends, int[] targets, int[] negatives, int[][] futures) {

  /** Returns P, the number of prefixes of each sequence. */
  public int prefixes() {
    return ends.length / items.length;
  }

  /** Copies it into tensors. */
  Examples toTensors() {
    return new Examples(
        new Histories(items, ends),
        Tensors.longs(widened(targets), targets.length),
        Tensors.longs(widened(negatives), negatives.length),
        futures.length == 0 ? null : Histories.whole(futures));
  }

  private static long[] widened(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
