package io.intereststream.job.update;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Deletes expired viewers: repeatedly goes through all viewers of a subtask, in slices between
 * events, as Kafka time advances. It only cleans up, because the viewer's next event decides
 * whether the history has expired (rule 9).
 *
 * <p>The sweep starts when the job has caught up, because the events of a viewer who seems expired
 * may not have been read yet.
 */
final class Sweep implements AutoCloseable {
  /** Maximum time of a slice. */
  private static final long SLICE_NANOS = 1_000_000;

  private static final long SECOND_MS = 1000;
  private static final long LONGEST_PERIOD_MS = Duration.ofHours(1).toMillis();

  private final ViewerProcessor viewers;
  private final ViewerKeys keys;
  private final BackgroundTick tick;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final int perSecond;
  private final long periodMs;

  private boolean started;
  private long kafkaTime = Long.MIN_VALUE;

  /** Kafka time at the start of the latest pass. */
  private long walkTime = Long.MIN_VALUE;

  /** The viewers of the current pass; null if none is running. */
  private Stream<String> walk;

  private Iterator<String> next;
  private long second;
  private int sweptInSecond;

  /**
   * @param nanoTime the JVM's time source, to limit the time of a slice
   */
  Sweep(
      UpdateSettings settings,
      ViewerProcessor viewers,
      ViewerKeys keys,
      BackgroundTick tick,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.viewers = viewers;
    this.keys = keys;
    this.tick = tick;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.perSecond = settings.sweptPerSecond();
    long ttlMs = settings.rules().ttlMs();
    this.periodMs =
        ttlMs == 0
            ? LONGEST_PERIOD_MS
            : Math.min(LONGEST_PERIOD_MS, Math.max(SECOND_MS, ttlMs / 10));
  }

  /**
   * Starts the sweep. Call this when the job has read everything that was on its topics at its
   * start.
   */
  void start() {
    started = true;
    begin();
  }

  /**
   * Takes the Kafka time that every partition has reached.
   *
   * @param time epoch ms
   */
  void onKafkaTime(long time) {
    kafkaTime = Math.max(kafkaTime, time);
    begin();
  }

  private void begin() {
    boolean due = walkTime == Long.MIN_VALUE || kafkaTime - walkTime >= periodMs;
    if (started && kafkaTime != Long.MIN_VALUE && walk == null && due) {
      walkTime = kafkaTime;
      walk = keys.all();
      next = walk.iterator();
      tick.schedule();
    }
  }

  /** Continues the sweep for at most the time of a slice. */
  void onTick() throws IOException {
    if (walk == null) {
      return;
    }
    if (clock.millis() - second >= SECOND_MS) {
      second = clock.millis();
      sweptInSecond = 0;
    }
    long end = nanoTime.getAsLong() + SLICE_NANOS;
    while (next.hasNext() && sweptInSecond < perSecond && nanoTime.getAsLong() - end < 0) {
      if (viewers.sweep(next.next(), walkTime)) {
        sweptInSecond++;
      }
    }
    if (next.hasNext()) {
      tick.schedule();
    } else {
      close();
    }
  }

  @Override
  public void close() {
    if (walk != null) {
      walk.close();
      walk = null;
    }
  }
}
