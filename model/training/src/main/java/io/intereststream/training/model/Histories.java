package io.intereststream.training.model;

import static org.bytedeco.pytorch.global.torch.zeros;

import io.intereststream.training.tensor.Compute;
import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * S histories, each with P prefixes, as tensors: R = S·P rows, history-major. Positions beyond the
 * end hold row 0 and are masked.
 */
public final class Histories {
  private final int count;
  private final int length;
  private final int prefixes;
  private final int[][] items;
  private final int[] ends;
  private final Tensor rows;
  private final Tensor end;

  /**
   * Copies histories into tensors.
   *
   * @param items rows [S][1 to T], oldest first
   * @param ends length of each prefix [S·P]
   */
  public Histories(int[][] items, int[] ends) {
    this.items = items;
    this.ends = ends;
    this.count = items.length;
    this.length = Arrays.stream(items).mapToInt(history -> history.length).max().orElseThrow();
    this.prefixes = ends.length / count;
    long[] padded = new long[count * length];
    for (int s = 0; s < count; s++) {
      for (int t = 0; t < items[s].length; t++) {
        padded[s * length + t] = items[s][t];
      }
    }
    this.rows = Tensors.longs(padded, padded.length);
    this.end = Tensors.longs(Arrays.stream(ends).asLongStream().toArray(), count, prefixes, 1);
  }

  /** Whole histories, one prefix each. */
  public static Histories whole(int[][] items) {
    return new Histories(items, Arrays.stream(items).mapToInt(history -> history.length).toArray());
  }

  /** Returns S. */
  public int count() {
    return count;
  }

  /** Returns T, the longest history's length. */
  public int length() {
    return length;
  }

  /** Returns P. */
  public int prefixes() {
    return prefixes;
  }

  /** Returns R = S·P. */
  public int rowCount() {
    return count * prefixes;
  }

  /** Returns the items' rows, int64 [S·T]. */
  public Tensor items() {
    return rows;
  }

  /** Returns the length of each prefix, float [R, 1]. */
  public Tensor lengths() {
    return Tensors.toFloat(end).view(rowCount(), 1);
  }

  /** Returns where each prefix ends among the positions of {@link #items()}, int64 [R]. */
  public Tensor last() {
    long[] last = new long[ends.length];
    for (int r = 0; r < ends.length; r++) {
      last[r] = (long) (r / prefixes) * length + ends[r] - 1;
    }
    return Tensors.longs(last, last.length);
  }

  /**
   * Requires histories to be within a model's window.
   *
   * @throws IllegalArgumentException when one is longer
   */
  public void requireWithin(int window) {
    if (length > window) {
      throw new IllegalArgumentException(
          "history: %d items (expected: at most the window, %d)".formatted(length, window));
    }
  }

  /** Returns every {@code step}-th history as a whole, the first included, newest item first. */
  public Histories reversed(int step) {
    int[][] reversed = new int[(count + step - 1) / step][];
    for (int s = 0; s < reversed.length; s++) {
      int[] history = items[s * step];
      reversed[s] = new int[history.length];
      for (int t = 0; t < history.length; t++) {
        reversed[s][t] = history[history.length - 1 - t];
      }
    }
    return whole(reversed);
  }

  /** Returns each position's age at the end of each prefix, float [S, P, T]: 0 for the newest. */
  public Tensor ages() {
    Tensor position = Tensors.range(length);
    return Tensors.toFloat(end).sub(position).sub(Tensors.scalar(1));
  }

  /** Returns 1 for positions within the prefix and 0 beyond, float [S, P, T]. */
  public Tensor mask() {
    return Tensors.toFloat(ages().ge(Tensors.scalar(0)));
  }

  /** Returns 1 for positions within any of the history's prefixes, float [S, T]. */
  public Tensor used() {
    return mask().amax(new long[] {1}, false);
  }

  /**
   * Runs a GRU without biases from h_0 = 0 (gates reset, update, candidate) and returns its state
   * at the end of each prefix, [R, hidden]. Only real positions are computed.
   *
   * @param inputs [S·T, width]
   */
  public Tensor gru(Tensor inputs, Tensor weightIh, Tensor weightHh) {
    Integer[] longestFirst =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingInt(s -> -items[s].length))
            .toArray(Integer[]::new);
    int[] place = new int[count];
    for (int i = 0; i < count; i++) {
      place[longestFirst[i]] = i;
    }
    long[] sizes = new long[length];
    int[] start = new int[length];
    long[] packed = new long[Arrays.stream(items).mapToInt(history -> history.length).sum()];
    int filled = 0;
    for (int t = 0; t < length; t++) {
      start[t] = filled;
      for (int i = 0; i < count && items[longestFirst[i]].length > t; i++) {
        packed[filled++] = (long) longestFirst[i] * length + t;
      }
      sizes[t] = filled - start[t];
    }
    long[] last = new long[ends.length];
    for (int r = 0; r < ends.length; r++) {
      last[r] = start[ends[r] - 1] + place[r / prefixes];
    }
    Tensor data = inputs.index_select(0, Tensors.longs(packed, packed.length));
    Tensor none = zeros(new long[] {1, count, weightHh.size(1)}, inputs.options());
    Tensor states =
        torch
            .gru(
                data,
                // On the CPU, wherever the rest is.
                torch.tensor(sizes),
                none,
                weights(weightIh, weightHh),
                false,
                1,
                0,
                true,
                false)
            .get0();
    return states.index_select(0, Tensors.longs(last, last.length));
  }

  /**
   * cuDNN wants them side by side in memory, before the two biases that it always makes room for,
   * and copies them with a warning where they are not.
   */
  private static TensorVector weights(Tensor weightIh, Tensor weightHh) {
    if (!Compute.isGpu()) {
      return new TensorVector(weightIh, weightHh);
    }
    Tensor biases = Tensors.zeros(2 * weightHh.size(0));
    Tensor all = torch.cat(new TensorVector(weightIh.reshape(-1), weightHh.reshape(-1), biases));
    return new TensorVector(
        all.narrow(0, 0, weightIh.numel()).view_as(weightIh),
        all.narrow(0, weightIh.numel(), weightHh.numel()).view_as(weightHh));
  }
}
