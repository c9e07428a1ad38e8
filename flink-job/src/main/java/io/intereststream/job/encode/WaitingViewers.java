package io.intereststream.job.encode;

import io.intereststream.job.history.ViewerState;
import io.intereststream.job.history.Watch;
import io.intereststream.model.encoder.IncrementalEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Viewers who are to be brought to the release in force: they wait for one another for some
 * milliseconds, since histories that are encoded together take less time. Their states are those to
 * be stored but for the encoder's part.
 */
final class WaitingViewers {
  private static final int MOST = IncrementalEncoder.TOGETHER;

  /** Of those who wait, and the one that is filled next. */
  private final ViewerState[] states;

  private final String[] userIds = new String[MOST];
  private final Watch[] causes = new Watch[MOST];
  private final long[] timestamps = new long[MOST];
  private int size;

  /** None, with histories of the given window and slack. */
  WaitingViewers(int window, int slack) {
    states =
        Stream.generate(() -> new ViewerState(window, slack))
            .limit(MOST)
            .toArray(ViewerState[]::new);
  }

  /** The state to be filled for a viewer, who does not wait before {@link #add}. */
  ViewerState next() {
    return states[size];
  }

  /**
   * Has the viewer wait whose state is {@link #next}; not when it {@link #isFull}.
   *
   * @param cause the event that the viewer's history took in; null without
   * @param timestamp of its record; 0 without
   */
  void add(String userId, Watch cause, long timestamp) {
    userIds[size] = userId;
    causes[size] = cause;
    timestamps[size] = timestamp;
    size++;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean isFull() {
    return size == MOST;
  }

  boolean has(String userId) {
    for (int i = 0; i < size; i++) {
      if (userIds[i].equals(userId)) {
        return true;
      }
    }
    return false;
  }

  List<ViewerState> states() {
    return Arrays.asList(states).subList(0, size);
  }

  /** What goes on with one of them. */
  interface Viewer {
    void goOn(String userId, ViewerState state, Watch cause, long timestamp) throws Exception;
  }

  /** Lets all of them go, in the order in which they came. */
  void letGo(Viewer viewer) throws Exception {
    for (int i = 0; i < size; i++) {
      viewer.goOn(userIds[i], states[i], causes[i], timestamps[i]);
      causes[i] = null;
    }
    size = 0;
  }
}
