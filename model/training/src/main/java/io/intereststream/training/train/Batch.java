package io.intereststream.training.train;

import io.intereststream.training.model.Examples;
import io.intereststream.training.model.Histories;
import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;

/**
 * The examples of one step, as arrays: S histories, each with P prefixes, each with one target. A
 * prefix is one of R = S · P rows; row s · P + p is prefix p of history s. Items are given by their
 * row in the vocabulary.
 *
 * @param items items of each history, oldest first, {@code [S][1 to T]}
 * @param ends number of items of each prefix, {@code [R]}, from 1 to the length of its history
 * @param targets item that each prefix is to find, {@code [R]}
 * @param negatives items that no prefix is to find, shared by all rows, {@code [N]}
 * @param futures later items of each prefix, oldest first, {@code [R][...]}; no rows if the recipe
 *     asks for none
 */
record Batch(int[][] items, int[] ends, int[] targets, int[] negatives, int[][] futures) {

  /** Copies the examples into tensors. */
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
