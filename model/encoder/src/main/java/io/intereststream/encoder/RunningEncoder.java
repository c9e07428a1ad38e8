package io.intereststream.encoder;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** An encoder that is carried on from item to item; a whole history is that from an empty state. */
abstract class RunningEncoder extends HistoryEncoder implements StatefulEncoder {

  /** Histories that are taken through their items together. */
  static final int TOGETHER = 8;

  RunningEncoder(Release release) {
    super(release);
  }

  /**
   * Takes an item into each of the first {@code n} states, at most {@value #TOGETHER}.
   *
   * @param rows an item for each
   */
  void appendEach(float[][] states, int[] rows, int n) {
    for (int v = 0; v < n; v++) {
      append(states[v], rows[v]);
    }
  }

  @Override
  final void encode(int[] rows, Interests into) {
    float[] state = new float[stateSize()];
    append(state, rows);
    interests(state, rows.length, into);
  }

  /** Histories of like lengths go together; the longer ones of a group go on without the others. */
  @Override
  final void encodeAll(List<int[]> rows, List<Interests> into) {
    int[] longestFirst =
        IntStream.range(0, rows.size())
            .filter(i -> rows.get(i).length > 0)
            .boxed()
            .sorted(Comparator.comparingInt(i -> -rows.get(i).length))
            .mapToInt(i -> i)
            .toArray();
    float[][] states = new float[TOGETHER][stateSize()];
    int[] items = new int[TOGETHER];
    for (int first = 0; first < longestFirst.length; first += TOGETHER) {
      int n = Math.min(TOGETHER, longestFirst.length - first);
      for (int v = 0; v < n; v++) {
        Arrays.fill(states[v], 0f);
      }
      int going = n;
      for (int t = 0; t < rows.get(longestFirst[first]).length; t++) {
        while (rows.get(longestFirst[first + going - 1]).length <= t) {
          going--;
        }
        for (int v = 0; v < going; v++) {
          items[v] = rows.get(longestFirst[first + v])[t];
        }
        appendEach(states, items, going);
      }
      for (int v = 0; v < n; v++) {
        int i = longestFirst[first + v];
        interests(states[v], rows.get(i).length, into.get(i));
      }
    }
  }
}
