package io.intereststream.job.simulation;

import io.intereststream.schema.Action;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Writes records of the input topics: good and bad, early, late and again. Kafka timestamps of a
 * partition go back by less than a day, as a sweep relies on.
 */
final class Producer {
  static final int VIEWERS = 6;

  /** The viewer whose events lie in several partitions. */
  static final String ROAMER = "roamer";

  private static final int MOST_BACK_MS = (int) Duration.ofHours(12).toMillis();
  private static final RecordCodec<WatchEvent> CODEC =
      CodecFactory.singleObject(List.of()).create(WatchEvent.class, "watch-events");

  private final InputTopics topics;
  private final Clock clock;
  private final Map<String, Long> lastTimes = new HashMap<>();
  private int events;
  private Supplier<String> produced = () -> "";

  Producer(InputTopics topics, Clock clock) {
    this.topics = topics;
    this.clock = clock;
  }

  /** The last record in words, once. */
  String takeProduced() {
    String taken = produced.get();
    produced = () -> "";
    return taken;
  }

  /** Writes a record of a kind. */
  void produce(StepKind kind, SplittableRandom random) {
    int number = random.nextInt(VIEWERS);
    String viewer = kind == StepKind.ROAMING ? ROAMER : "viewer-" + number;
    int partition =
        kind == StepKind.ROAMING
            ? random.nextInt(InputTopics.PARTITIONS)
            : number % InputTopics.PARTITIONS;
    long timestamp = timestamp(kind, random);
    produced = () -> "%s in partition %d, timestamp %d".formatted(viewer, partition, timestamp);
    switch (kind) {
      case DUPLICATE -> duplicate(partition, viewer, timestamp, random);
      case MALFORMED -> malformed(partition, viewer, timestamp, random);
      case NULL_VALUE -> topics.append(partition, viewer, null, timestamp, false);
      case MARKED_NULL -> topics.append(partition, viewer, null, timestamp, true);
      case ERASURE -> erase(viewer, random);
      default -> {
        WatchEvent event = event(kind, viewer, timestamp, random).build();
        produced =
            () ->
                "%s in partition %d, timestamp %d: %s at %d, %s"
                    .formatted(
                        viewer,
                        partition,
                        timestamp,
                        event.getItemId(),
                        event.getEventTime().toEpochMilli(),
                        event.getActions());
        byte[] value = CODEC.encode(event);
        topics.append(partition, viewer, value, timestamp, false);
      }
    }
  }

  private long timestamp(StepKind kind, SplittableRandom random) {
    long now = clock.millis();
    return switch (random.nextInt(kind == StepKind.DUPLICATE ? 8 : 40)) {
      case 0 -> now - random.nextInt(MOST_BACK_MS);
      case 1 -> now + random.nextInt(1_000);
      case 2, 3, 4 -> now;
      default -> now - random.nextInt(1_500);
    };
  }

  private void erase(String viewer, SplittableRandom random) {
    String key =
        switch (random.nextInt(10)) {
          case 0 -> ROAMER;
          case 1 -> "";
          default -> viewer;
        };
    topics.append(
        InputTopics.ERASURES, key, new byte[0], clock.millis() - random.nextInt(3_000), false);
  }

  private void duplicate(int partition, String viewer, long timestamp, SplittableRandom random) {
    byte[] key = viewer.getBytes(StandardCharsets.UTF_8);
    List<ConsumerRecord<byte[], byte[]>> own =
        topics.all(partition).stream()
            .filter(record -> record.value() != null && Arrays.equals(record.key(), key))
            .toList();
    if (!own.isEmpty()) {
      byte[] value = own.get(random.nextInt(own.size())).value();
      topics.append(partition, viewer, value, timestamp, false);
    }
  }

  static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  private void malformed(int partition, String viewer, long timestamp, SplittableRandom random) {
    WatchEvent.Builder event = event(StepKind.WATCH, viewer, timestamp, random);
    int kind = random.nextInt(5);
    if (kind == 0) {
      event.setUserId("");
    } else if (kind == 1) {
      event.setEventTime(Instant.ofEpochMilli(timestamp / 1_000));
    }
    byte[] value = CODEC.encode(event.build());
    if (kind == 2) {
      value = Arrays.copyOf(value, random.nextInt(value.length));
    } else if (kind == 3) {
      value[0] ^= 1;
    }
    topics.append(partition, viewer, value, kind == 4 ? -1 : timestamp, false);
  }

  private WatchEvent.Builder event(
      StepKind kind, String viewer, long timestamp, SplittableRandom random) {
    long time = time(kind, viewer, timestamp, random);
    lastTimes.put(viewer, time);
    boolean seen = kind != StepKind.NEUTRAL;
    boolean clamped = random.nextInt(30) == 0;
    return WatchEvent.newBuilder()
        .setEventId("e" + events++)
        .setUserId(viewer)
        .setItemId(item(kind, random))
        .setEventTime(Instant.ofEpochMilli(time))
        .setWatchMs(clamped ? -5 : seen ? 25_000 : 3_000)
        .setDurationMs(random.nextInt(20) == 0 ? null : 20_000L)
        .setActions(actions(kind, random));
  }

  private static String item(StepKind kind, SplittableRandom random) {
    if (kind == StepKind.UNKNOWN_ITEM) {
      return "item-" + (SimulatedRegistry.ITEMS + random.nextInt(4));
    }
    return "item-" + random.nextInt(random.nextInt(4) == 0 ? SimulatedRegistry.ITEMS : 10);
  }

  private static List<Action> actions(StepKind kind, SplittableRandom random) {
    if (kind == StepKind.NEGATIVE) {
      return random.nextInt(3) == 0 ? List.of(Action.LIKE, Action.HIDE) : List.of(Action.HIDE);
    }
    return kind != StepKind.NEUTRAL && random.nextInt(6) == 0 ? List.of(Action.LIKE) : List.of();
  }

  private long time(StepKind kind, String viewer, long timestamp, SplittableRandom random) {
    long last = lastTimes.getOrDefault(viewer, timestamp);
    return switch (kind) {
      case LATE -> timestamp - random.nextInt(random.nextInt(4) == 0 ? 3_000_000 : 8_000);
      case SAME_TIME -> random.nextInt(3) == 0 ? timestamp / 1_000 * 1_000 : last;
      case AHEAD -> timestamp + ahead(random) + random.nextInt(3) - 1;
      case NEGATIVE -> timestamp - random.nextInt(random.nextInt(2) == 0 ? 5_000 : 200);
      default -> random.nextInt(4) == 0 ? timestamp - random.nextInt(2_000) : timestamp;
    };
  }

  private static long ahead(SplittableRandom random) {
    return random.nextInt(4) == 0
        ? Duration.ofDays(7).toMillis()
        : Duration.ofMinutes(5).toMillis();
  }
}
