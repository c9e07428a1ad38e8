package io.intereststream.job.update;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Goes through the viewers of a subtask once, in slices between events, in the order of the key
 * groups. Each key group gets its share of the time, so that the work is spread evenly. Each slice
 * has a time limit, so that events do not wait longer than that.
 */
final class Reembedding implements AutoCloseable {
  /** Maximum time of a slice; a viewer that was started is always finished. */
  private static final long SLICE_NANOS = 4_000_000;

  /**
   * Share of the time to wait before the first viewer. Right after an activation, each event makes
   * the job encode a whole history. This is much work, but it also leaves fewer viewers for
   * re-embedding.
   */
  private static final double WAIT = 0.2;

  /** Re-embeds one viewer; returns true if it published an update. */
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
   * @param step called for each viewer
   * @param start processing time in epoch ms
   * @param within time over which to spread the work
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
   * Re-embeds the viewers that are due, for at most the time of a slice.
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

  /** Number of viewers for whom an update was published. */
  long updated() {
    return updated;
  }

  /** Processing time of the start, epoch ms. */
  long start() {
    return start;
  }

  /** Share of the viewers that are done, 0 to 1. */
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
