package io.intereststream.data.sequence;

import java.util.Arrays;
import java.util.List;

/** Orders by time, and equal times by row, as the published splits do. */
final class RowOrder implements SequenceRules {
  private final boolean dropsRepeats;
  private long dropped;

  /**
   * @param dropsRepeats whether to drop a watch that has the same item and time as an earlier one;
   *     watches without times are kept
   */
  RowOrder(boolean dropsRepeats) {
    this.dropsRepeats = dropsRepeats;
  }

  @Override
  public Sequences.Viewer sequence(WatchTrack track) {
    int[] items = new int[track.count()];
    long[] times = new long[track.count()];
    int kept = 0;
    for (int place : track.placesByTime()) {
      items[kept] = track.item(place);
      times[kept] = track.time(place);
      kept += dropsRepeats && isRepeat(items, times, kept) ? 0 : 1;
    }
    dropped += items.length - kept;
    return new Sequences.Viewer(
        track.viewer(), Arrays.copyOf(items, kept), Arrays.copyOf(times, kept));
  }

  private static boolean isRepeat(int[] items, long[] times, int place) {
    if (times[place] == Sequences.BEFORE) {
      return false;
    }
    for (int i = place - 1; i >= 0 && times[i] == times[place]; i--) {
      if (items[i] == items[place]) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<String> notes() {
    return dropped == 0
        ? List.of()
        : List.of(
            "%d rows repeat viewer, item and time of an earlier row: dropped".formatted(dropped));
  }
}
