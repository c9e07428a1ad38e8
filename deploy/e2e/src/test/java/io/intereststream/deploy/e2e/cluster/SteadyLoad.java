package io.intereststream.deploy.e2e.cluster;

import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.Action;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Events at a steady rate, of four kinds of synthetic viewers: some whose events are all positive,
 * so that the sequence of their updates is the number of their events; some with a single event, so
 * that no later update hides a lost one; some who are erased soon after their only event, so that a
 * lost null value leaves an update; and some with late, negative, neutral and repeated events, for
 * the audit. Events that the broker has acknowledged are counted.
 */
final class SteadyLoad implements AutoCloseable {
  static final int ITEMS = 60;

  /** Share of the events that {@link #events()} counts. */
  static final double COUNTED = 0.8;

  private static final int STEADY = 40;
  private static final int MIXED = 25;

  /** Number of viewers to be erased who come before one of them is. */
  private static final int STAY = 20;

  private static final long TICK_NANOS = 20_000_000;

  /**
   * Event times are this much before the Kafka timestamps; otherwise a viewer with more than one
   * event per millisecond would get event times after the Kafka timestamps, which are corrected.
   */
  private static final long BEHIND_MS = Duration.ofHours(1).toMillis();

  private final KafkaProducer<byte[], byte[]> producer;
  private final RecordCodec<WatchEvent> codec;
  private final String topic;
  private final String erasures;
  private final Random random;
  private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Long> times = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "steady-load");
  private int leavers;
  private volatile int partitions;
  private volatile int rate;
  private volatile boolean stopped;
  private volatile long events;

  SteadyLoad(JobOptions options, int partitions, long seed) {
    this.topic = options.topics().watchEvents();
    this.erasures = options.topics().viewerErasures();
    this.partitions = partitions;
    this.random = new Random(seed);
    this.codec = options.kafka().codecs().create(WatchEvent.class, topic);
    Properties properties = options.kafka().clientProperties();
    // As robust as a producer can be: only what the broker takes is to be counted.
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "600000");
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "600000");
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(64 << 20));
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    thread.setDaemon(true);
  }

  /** Starts with a number of events per second. */
  void start(int eventsPerSecond) {
    rate = eventsPerSecond;
    thread.start();
  }

  /** Changes the number of events per second. */
  void rate(int eventsPerSecond) {
    rate = eventsPerSecond;
  }

  /** Uses partitions that the topic has got, for viewers who come once from now on. */
  void partitions(int number) {
    partitions = number;
  }

  /**
   * Waits until the broker has acknowledged what was sent.
   *
   * @return numbers of positive events by viewer
   */
  Map<String, Integer> flushed() {
    producer.flush();
    return Map.copyOf(acknowledged);
  }

  /** Number of events that the broker has acknowledged, without those of mixed viewers. */
  long events() {
    return events;
  }

  private void run() {
    double due = 0;
    long last = System.nanoTime();
    while (!stopped) {
      long now = System.nanoTime();
      // Events that are more than a second late because of a fault are not sent.
      due = Math.min(due + rate * (now - last) / 1e9, rate);
      last = now;
      for (; due >= 1 && !stopped; due--) {
        next();
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private void next() {
    switch (random.nextInt(10)) {
      case 0 -> watch("once-" + times.size(), random.nextInt(partitions));
      case 1, 2 -> {
        if (random.nextInt(20) == 0) {
          leave();
        } else {
          mixed("mixed-" + random.nextInt(MIXED));
        }
      }
      default -> {
        int viewer = random.nextInt(STEADY);
        watch("steady-" + viewer, viewer % 3);
      }
    }
  }

  /** Sends a positive event, later than all of this viewer before it. */
  void watch(String viewer, int partition) {
    long earlier = System.currentTimeMillis() - BEHIND_MS;
    long time = times.merge(viewer, earlier, (last, next) -> Math.max(last + 1, next));
    byte[] value = encode(event(viewer, time).build());
    producer.send(
        new ProducerRecord<>(topic, partition, bytes(viewer), value),
        (metadata, failure) -> {
          if (failure == null) {
            acknowledged.merge(viewer, 1, Integer::sum);
            events++;
          }
        });
  }

  /** Sends the only event of a viewer, and erases an earlier one. */
  private void leave() {
    String viewer = "leaver-" + leavers;
    byte[] value = encode(event(viewer, System.currentTimeMillis() - BEHIND_MS).build());
    producer.send(new ProducerRecord<>(topic, bytes(viewer), value));
    if (leavers >= STAY) {
      producer.send(new ProducerRecord<>(erasures, bytes("leaver-" + (leavers - STAY)), null));
    }
    leavers++;
  }

  private void mixed(String viewer) {
    long now = System.currentTimeMillis();
    WatchEvent event =
        event(viewer, now - random.nextInt(8_000))
            .setWatchMs(random.nextInt(40_000))
            .setDurationMs(random.nextInt(10) == 0 ? null : 5_000L + random.nextInt(40_000))
            .setActions(random.nextInt(25) == 0 ? List.of(Action.HIDE) : List.of())
            .build();
    byte[] value = encode(event);
    for (int copy = random.nextInt(20) == 0 ? 2 : 1; copy > 0; copy--) {
      int partition = Math.floorMod(viewer.hashCode(), 3);
      producer.send(new ProducerRecord<>(topic, partition, bytes(viewer), value));
    }
  }

  private static byte[] bytes(String viewer) {
    return viewer.getBytes(StandardCharsets.UTF_8);
  }

  /** A codec is for one thread, and tests send events beside the load. */
  private synchronized byte[] encode(WatchEvent event) {
    return codec.encode(event);
  }

  private WatchEvent.Builder event(String viewer, long time) {
    return WatchEvent.newBuilder()
        .setEventId(viewer + "@" + time)
        .setUserId(viewer)
        .setItemId("item-" + random.nextInt(ITEMS + 10))
        .setEventTime(Instant.ofEpochMilli(time))
        .setWatchMs(20_000)
        .setDurationMs(10_000L);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Duration.ofSeconds(30).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(5));
  }
}
