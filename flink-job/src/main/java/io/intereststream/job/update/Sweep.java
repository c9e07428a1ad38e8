package io.intereststream.job.update;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Forgets viewers after their time to live: walks over all viewers of a subtask, in slices between
 * events, again and again as Kafka time goes on. It only cleans up: whether a history has ended is
 * decided by the viewer's next event (rule 9).
 *
 * <p>Kafka time is the lowest, over the partitions, of the newest Kafka timestamp read. Nothing is
 * swept before the job has caught up: a viewer whose events still wait to be read is not gone.
 */
final class Sweep implements AutoCloseable {
  /** Longest time of a slice. */
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

  /** Kafka time of the latest walk. */
  private long walkTime = Long.MIN_VALUE;

  /** Null if there is no walk. */
  private Stream<String> walk;

  private Iterator<String> next;
  private long second;
  private int sweptInSecond;

  /**
   * @param nanoTime the JVM's time source, for the length of a slice
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

  /** Starts sweeping: the job has read all that was there when it started. */
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

  /** Sweeps for the time of a slice. */
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
