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
 * S histories, each with P prefixes, as tensors. A prefix is one of R = S · P rows; row s · P + p
 * is prefix p of history s. Histories are padded with item 0 to the length T of the longest one,
 * and {@link #mask} leaves the padding out.
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
   * @param items each history's items by their rows in the vocabulary, oldest first, {@code [S][1
   *     to T]}
   * @param ends number of items of each prefix, {@code [R]}
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

  /** Returns histories that each have one prefix, the whole history. */
  public static Histories whole(int[][] items) {
    return new Histories(items, Arrays.stream(items).mapToInt(history -> history.length).toArray());
  }

  /** Returns S. */
  public int count() {
    return count;
  }

  /** Returns T, the number of items of the longest history. */
  public int length() {
    return length;
  }

  /** Returns P. */
  public int prefixes() {
    return prefixes;
  }

  /** Returns R = S · P. */
  public int rowCount() {
    return count * prefixes;
  }

  /** Returns the items by their rows in the vocabulary, int64 {@code [S·T]}. */
  public Tensor items() {
    return rows;
  }

  /** Returns the number of items of each prefix, float32 {@code [R, 1]}. */
  public Tensor lengths() {
    return Tensors.toFloat(end).view(rowCount(), 1);
  }

  /** Returns the index in {@link #items()} of the last item of each prefix, int64 {@code [R]}. */
  public Tensor last() {
    long[] last = new long[ends.length];
    for (int r = 0; r < ends.length; r++) {
      last[r] = (long) (r / prefixes) * length + ends[r] - 1;
    }
    return Tensors.longs(last, last.length);
  }

  /**
   * Checks that no history is longer than a model's window.
   *
   * @throws IllegalArgumentException if one is longer
   */
  public void requireWithin(int window) {
    if (length > window) {
      throw new IllegalArgumentException(
          "history: %d items (expected: at most the window, %d)".formatted(length, window));
    }
  }

  /**
   * Returns every {@code step}-th history, beginning with the first, as a whole, newest item first.
   */
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

  /**
   * Returns the age of each position at the end of each prefix, float32 {@code [S, P, T]}: 0 for
   * the newest item, below 0 for positions after the prefix.
   */
  public Tensor ages() {
    Tensor position = Tensors.range(length);
    return Tensors.toFloat(end).sub(position).sub(Tensors.scalar(1));
  }

  /** Returns 1 for positions within each prefix and 0 after it, float32 {@code [S, P, T]}. */
  public Tensor mask() {
    return Tensors.toFloat(ages().ge(Tensors.scalar(0)));
  }

  /** Returns 1 for positions within any of a history's prefixes, float32 {@code [S, T]}. */
  public Tensor used() {
    return mask().amax(new long[] {1}, false);
  }

  /**
   * Runs a GRU without biases, from a state of zeros, with gates in the order reset, update,
   * candidate. Padding is not computed.
   *
   * @param inputs one for each position, {@code [S·T, width]}
   * @param weightIh {@code [3·hidden, width]}
   * @param weightHh {@code [3·hidden, hidden]}
   * @return the state at the end of each prefix, {@code [R, hidden]}
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
                // libtorch requires the sizes on the CPU, even when the GRU runs on a GPU.
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
   * Returns the weights in the layout of libtorch's GRU. cuDNN requires them in one piece of
   * memory, followed by space for two biases; otherwise it copies them at each call, with a
   * warning.
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
