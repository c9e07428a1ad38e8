package io.intereststream.model.encoder;

import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;
import java.util.List;

/**
 * Base of incremental encoders. A whole history is encoded by appending its items to an empty
 * state.
 */
public abstract class AbstractIncrementalEncoder extends HistoryEncoder
    implements IncrementalEncoder {

  protected AbstractIncrementalEncoder(ReleaseData release) {
    super(release);
  }

  /**
   * Appends one item to each of the first {@code n} states.
   *
   * @param states {@value #TOGETHER} of them; those beyond {@code n} are not changed
   * @param rows the item for each state
   */
  protected void appendEach(float[][] states, int[] rows, int n) {
    for (int v = 0; v < n; v++) {
      append(states[v], rows[v]);
    }
  }

  @Override
  protected final void encode(int[] rows, Interests into) {
    float[] state = new float[stateSize()];
    append(state, rows);
    interests(state, rows, into);
  }

  @Override
  public final void append(float[][] states, int[][] rows) {
    float[][] group = new float[TOGETHER][];
    int[][] items = new int[TOGETHER][];
    int[] order = longestFirst(rows);
    for (int first = 0; first < order.length; first += TOGETHER) {
      int n = Math.min(TOGETHER, order.length - first);
      for (int v = 0; v < TOGETHER; v++) {
        int i = order[first + Math.min(v, n - 1)];
        group[v] = states[i];
        items[v] = rows[i];
      }
      appendTogether(group, items, n);
    }
  }

  @Override
  protected final void encodeAll(int[][] rows, List<Interests> into) {
    float[][] states = new float[rows.length][stateSize()];
    append(states, rows);
    for (int i = 0; i < rows.length; i++) {
      interests(states[i], rows[i], into.get(i));
    }
  }

  /**
   * Returns the indices of the non-empty histories, the longest first, so that histories of similar
   * length are encoded together.
   */
  private static int[] longestFirst(int[][] rows) {
    int longest = 0;
    for (int[] row : rows) {
      longest = Math.max(longest, row.length);
    }
    // A counting sort, because all of its branches are taken in every call. A branch that is taken
    // for the first time would make the JIT compiler discard the compiled code.
    int[] from = new int[longest + 2];
    for (int[] row : rows) {
      from[longest - row.length + 1]++;
    }
    for (int k = 0; k <= longest; k++) {
      from[k + 1] += from[k];
    }
    int[] order = new int[from[longest]];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length > 0) {
        order[from[longest - rows[i].length]++] = i;
      }
    }
    return order;
  }

  /**
   * Appends histories, the longest first, to the first {@code n} of {@value #TOGETHER} states.
   * Histories that end leave the group. When at most half of the group is left, the remaining items
   * are appended state by state, which then costs less than computing the unused places.
   */
  private void appendTogether(float[][] states, int[][] rows, int n) {
    int[] items = new int[TOGETHER];
    int going = n;
    int t = 0;
    for (; going > TOGETHER / 2; t++) {
      for (int v = 0; v < going; v++) {
        items[v] = rows[v][t];
      }
      appendEach(states, items, going);
      while (going > 0 && rows[going - 1].length == t + 1) {
        going--;
      }
    }
    for (int v = 0; v < going; v++) {
      append(states[v], Arrays.copyOfRange(rows[v], t, rows[v].length));
    }
  }
}
