package io.intereststream.deploy.bench.pipeline;

import io.intereststream.deploy.bench.encoder.Subtask;
import io.intereststream.deploy.bench.measure.Window;
import java.util.Arrays;

/**
 * A measured window of a job, and the events that each subtask handled in it.
 *
 * @param window the window
 * @param events number of events by subtask
 */
record Round(Window window, long[] events) {
  /** CPU time of the updater's thread in a subtask, in µs per event of this subtask. */
  double updaterUs(int subtask) {
    return nanos(subtask) / 1e3 / events[subtask];
  }

  /** CPU time of all updater threads in µs per event. */
  double updaterUs() {
    long nanos = 0;
    for (int subtask = 0; subtask < events.length; subtask++) {
      nanos += nanos(subtask);
    }
    return nanos / 1e3 / Arrays.stream(events).sum();
  }

  private long nanos(int subtask) {
    return window.job().of(new Subtask(subtask).nativeName()).cpuNs();
  }
}
