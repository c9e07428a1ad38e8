package io.intereststream.model.encoder;

import io.intereststream.model.release.ReleaseData;
import java.util.ArrayList;
import java.util.List;

/** Base of encoders that encode one history after the other. Not thread-safe. */
public abstract class HistoryEncoder implements Encoder {

  protected final ReleaseData release;
  protected final int d;
  protected final int interests;

  protected HistoryEncoder(ReleaseData release) {
    this.release = release;
    this.d = release.dimension();
    this.interests = release.interests();
  }

  /**
   * Encodes one history.
   *
   * @param rows oldest first, 1 to {@link #window()} of them, all known to the release
   * @param into empty result, which the method fills
   */
  protected abstract void encode(int[] rows, Interests into);

  /**
   * Encodes histories.
   *
   * @param rows rows of each history, see {@link #encode(int[], Interests)}; may be empty
   * @param into result of each history
   */
  protected void encodeAll(int[][] rows, List<Interests> into) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length > 0) {
        encode(rows[i], into.get(i));
      }
    }
  }

  @Override
  public final int window() {
    return release.window();
  }

  @Override
  public final List<Interests> encode(List<int[]> histories) {
    List<Interests> results = new ArrayList<>(histories.size());
    int[][] rows = new int[histories.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = release.newest(histories.get(i), i);
      results.add(new Interests(interests, d));
    }
    encodeAll(rows, results);
    return results;
  }
}
