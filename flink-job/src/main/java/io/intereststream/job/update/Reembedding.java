package io.intereststream.job.update;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * One walk over a subtask's viewers, in slices between events, in the order of the key groups. Each
 * group has its share of the time, so that the work is spread evenly, and a slice has a time limit,
 * so that events wait no longer than that.
 */
final class Reembedding implements AutoCloseable {
  /** Longest time of a slice; the viewer that is being re-embedded then is finished. */
  private static final long SLICE_NANOS = 4_000_000;

  /**
   * Share of the time before the first viewer: right after an activation each event is its viewer's
   * first under the release, which is much work, and leaves fewer viewers for this walk.
   */
  private static final double WAIT = 0.2;

  /** Re-embeds one viewer; returns true if that took an update. */
  @FunctionalInterface
  interface Step {
    boolean reembed(String userId) throws IOException;
  }

  private final ViewerKeys keys;
  private final Stream<String> all;
  private final Iterator<String> iterator;
  private final Step step;
  private final long start;
  private final Duration within;
  private final LongSupplier nanoTime;
  private String next;
  private long updated;

  /**
   * @param keys the viewers
   * @param step what is done with each of them
   * @param start processing time in epoch ms
   * @param within time to take
   * @param nanoTime the JVM's time source
   */
  Reembedding(ViewerKeys keys, Step step, long start, Duration within, LongSupplier nanoTime) {
    this.keys = keys;
    this.all = keys.all();
    this.iterator = all.iterator();
    this.step = step;
    this.start = start;
    this.within = within;
    this.nanoTime = nanoTime;
    advance();
  }

  /**
   * Re-embeds the viewers that are due, for the time of a slice at most.
   *
   * @param now processing time in epoch ms
   */
  void slice(long now) throws IOException {
    long end = nanoTime.getAsLong() + SLICE_NANOS;
    while (next != null && dueAt(next) <= now && nanoTime.getAsLong() - end < 0) {
      if (step.reembed(next)) {
        updated++;
      }
      advance();
    }
  }

  boolean isDone() {
    return next == null;
  }

  /** Number of viewers that took an update. */
  long updated() {
    return updated;
  }

  /** Processing time of the start, epoch ms. */
  long start() {
    return start;
  }

  /** Share of the viewers that is done, 0 to 1. */
  double progress() {
    return next == null ? 1 : keys.share(next);
  }

  private long dueAt(String userId) {
    return start + (long) ((WAIT + (1 - WAIT) * keys.share(userId)) * within.toMillis());
  }

  private void advance() {
    next = iterator.hasNext() ? iterator.next() : null;
  }

  @Override
  public void close() {
    all.close();
  }
}
