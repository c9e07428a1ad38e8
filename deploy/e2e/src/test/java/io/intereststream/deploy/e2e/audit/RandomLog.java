package io.intereststream.deploy.e2e.audit;

import io.intereststream.schema.Action;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A log of several viewers: events in order and late, many at one time, repeated, hides, erasures,
 * gaps above the time to live, clocks ahead, times in the wrong unit, and broken records.
 *
 * @param start the job's generation
 */
record RandomLog(long start, List<Logged> records) {
  private static final long BEGIN = 1_767_225_600_000L;
  private static final RecordCodec<WatchEvent> CODEC =
      CodecFactory.singleObject(List.of()).create(WatchEvent.class, "watch-events");

  /**
   * A record.
   *
   * @param value null in an erasure
   */
  record Logged(String viewer, long timestamp, byte[] value) {
    @Override
    public String toString() {
      return viewer + " at " + timestamp + (value == null ? ", erase" : ", " + value.length);
    }
  }

  static RandomLog of(Random random, int viewers, int length) {
    List<Logged> records = new ArrayList<>();
    long[] clocks = new long[viewers];
    Arrays.fill(clocks, BEGIN);
    long start = BEGIN + (random.nextInt(4) == 0 ? random.nextInt(100_000) : -1_000);
    for (int i = 0; i < length; i++) {
      int viewer = random.nextInt(viewers);
      clocks[viewer] += step(random);
      records.add(record(random, "viewer-" + viewer, clocks[viewer], records));
    }
    return new RandomLog(start, records);
  }

  private static long step(Random random) {
    return switch (random.nextInt(40)) {
      case 0 -> Duration.ofDays(10).toMillis() + random.nextInt(3) - 1;
      case 1 -> Duration.ofDays(11).toMillis();
      case 2 -> -random.nextInt(5_000);
      case 3, 4, 5 -> 0;
      default -> random.nextInt(1_500);
    };
  }

  private static Logged record(Random random, String viewer, long clock, List<Logged> before) {
    int kind = random.nextInt(100);
    if (kind < 3) {
      return new Logged(viewer, clock - random.nextInt(3_000), null);
    }
    if (kind < 12) {
      List<Logged> own =
          before.stream().filter(r -> r.viewer.equals(viewer) && r.value != null).toList();
      if (!own.isEmpty()) {
        return new Logged(viewer, clock, own.get(random.nextInt(own.size())).value);
      }
    }
    if (kind < 14) {
      byte[] value = CODEC.encode(event(random, viewer, clock));
      return new Logged(viewer, clock, Arrays.copyOf(value, random.nextInt(value.length)));
    }
    if (kind < 15) {
      return new Logged(viewer, -1, CODEC.encode(event(random, viewer, clock)));
    }
    return new Logged(viewer, clock, CODEC.encode(event(random, viewer, clock)));
  }

  private static WatchEvent event(Random random, String viewer, long clock) {
    return WatchEvent.newBuilder()
        .setEventId("e")
        .setUserId(random.nextInt(100) == 0 ? "" : viewer)
        .setItemId("item-" + random.nextInt(random.nextInt(4) == 0 ? 60 : 8))
        .setEventTime(Instant.ofEpochMilli(time(random, clock)))
        .setWatchMs(random.nextInt(30) == 0 ? -5 : random.nextInt(5) == 0 ? 3_000 : 25_000)
        .setDurationMs(random.nextInt(12) == 0 ? null : 20_000L)
        .setActions(actions(random))
        .build();
  }

  private static long time(Random random, long clock) {
    return switch (random.nextInt(40)) {
      case 0 -> clock + Duration.ofMinutes(5).toMillis() + random.nextInt(3) - 1;
      case 1 -> clock + Duration.ofDays(7).toMillis() + random.nextInt(3) - 1;
      case 2 -> clock / 1_000;
      case 3 -> clock - random.nextInt(1_000_000);
      case 4, 5, 6 -> clock / 1_000 * 1_000;
      case 7, 8, 9, 10, 11, 12 -> clock - random.nextInt(8_000);
      default -> clock;
    };
  }

  private static List<Action> actions(Random random) {
    return switch (random.nextInt(12)) {
      case 0, 1 -> List.of(Action.HIDE);
      case 2 -> List.of(Action.LIKE);
      case 3 -> List.of(Action.LIKE, Action.HIDE);
      case 4 -> List.of(Action.OTHER);
      default -> List.of();
    };
  }
}
