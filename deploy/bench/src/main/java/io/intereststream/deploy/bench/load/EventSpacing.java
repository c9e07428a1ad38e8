package io.intereststream.deploy.bench.load;

import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Event times of a viewer: sessions of about ten events that are 10 to 60 s apart, with 2 hours to
 * 3 days between sessions. All times are in the past. The times of a viewer with very many events
 * get closer to each other, so that they never reach the present.
 */
final class EventSpacing {
  /** The time before the first event of every viewer, epoch ms. */
  static final long START = Instant.parse("2006-01-01T00:00:00Z").toEpochMilli();

  /** No event is later, epoch ms. */
  static final long END = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private static final double NEW_SESSION = 0.1;
  private static final double SHORTEST_BREAK = 2 * 3_600_000.0;
  private static final double LONGEST_BREAK = 3 * 24 * 3_600_000.0;

  /** An event uses at most this part of the time that is left. */
  private static final long PART = 20_000;

  private final SplittableRandom random;

  EventSpacing(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /**
   * The time of a viewer's next event; always later than the last one.
   *
   * @param last time of the viewer's last event, epoch ms
   */
  long after(long last) {
    long step =
        random.nextDouble() < NEW_SESSION
            ? (long)
                (SHORTEST_BREAK * Math.pow(LONGEST_BREAK / SHORTEST_BREAK, random.nextDouble()))
            : random.nextLong(10_000, 60_001);
    return last + Math.max(1, Math.min(step, (END - last) / PART));
  }
}
