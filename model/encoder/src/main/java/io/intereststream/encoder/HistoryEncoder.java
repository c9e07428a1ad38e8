package io.intereststream.encoder;

import java.util.ArrayList;
import java.util.List;

/** An encoder that takes histories one after the other. Not thread-safe. */
abstract class HistoryEncoder implements Encoder {

  final Release release;
  final int d;
  final int interests;

  HistoryEncoder(Release release) {
    this.release = release;
    this.d = release.dimension();
    this.interests = release.interests();
  }

  /**
   * Encodes one history.
   *
   * @param rows oldest first, 1 to {@link #window()} of them, all known to the release
   * @param into empty, to be filled
   */
  abstract void encode(int[] rows, Interests into);

  /**
   * Encodes histories.
   *
   * @param rows see {@link #encode(int[], Interests)}, of each; empty ones too
   * @param into of each
   */
  void encodeAll(List<int[]> rows, List<Interests> into) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).length > 0) {
        encode(rows.get(i), into.get(i));
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
    List<int[]> rows = new ArrayList<>(histories.size());
    for (int[] history : histories) {
      rows.add(release.newest(history, results.size()));
      results.add(new Interests(interests, d));
    }
    encodeAll(rows, results);
    return results;
  }
}
