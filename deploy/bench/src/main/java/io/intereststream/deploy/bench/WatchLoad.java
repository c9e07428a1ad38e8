package io.intereststream.deploy.bench;

import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.Action;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends watch events for benchmarks: viewers in turn, random items, each event newer than the one
 * before, so that each changes its viewer's history. Not thread-safe.
 */
final class WatchLoad {
  private final int viewers;
  private final int items;
  private final IntFunction<String> itemId;
  private final Random random = new Random(7);
  private long clock = 1_700_000_000_000L;
  private long sent;

  /**
   * @param itemId returns the item id of a row
   */
  WatchLoad(int viewers, int items, IntFunction<String> itemId) {
    this.viewers = viewers;
    this.items = items;
    this.itemId = itemId;
  }

  /** Sends a number of events as fast as possible. */
  void send(JobOptions options, long count) throws InterruptedException {
    long end = sent + count;
    send(options, 0, () -> sent < end);
  }

  /**
   * Sends events at a rate.
   *
   * @param rate events per second; 0 for as fast as possible
   * @param continues called before each event; returns whether to send it
   */
  void send(JobOptions options, double rate, BooleanSupplier continues)
      throws InterruptedException {
    RecordCodec<WatchEvent> codec =
        options.kafka().codecs().create(WatchEvent.class, options.topics().watchEvents());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            options.kafka().clientProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      long start = System.nanoTime();
      for (long i = 0; continues.getAsBoolean(); i++) {
        if (rate > 0) {
          long ahead = start + (long) (i / rate * 1e9) - System.nanoTime();
          if (ahead > 1_000_000) {
            TimeUnit.NANOSECONDS.sleep(ahead);
          }
        }
        WatchEvent event = next();
        producer.send(
            new ProducerRecord<>(
                options.topics().watchEvents(),
                event.getUserId().getBytes(StandardCharsets.UTF_8),
                codec.encode(event)));
      }
    }
  }

  /** Starts sending events at a rate in the background. Nothing else may send meanwhile. */
  Sending start(JobOptions options, double rate) {
    return new Sending(options, rate);
  }

  /** Sending in the background. */
  final class Sending {
    private static final Duration END = Duration.ofMinutes(1);

    private final AtomicBoolean enough = new AtomicBoolean();
    private final CompletableFuture<Void> thread;

    private Sending(JobOptions options, double rate) {
      thread = CompletableFuture.runAsync(() -> run(options, rate));
    }

    private void run(JobOptions options, double rate) {
      try {
        send(options, rate, () -> !enough.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Stops sending. Throws if sending failed. */
    void end() {
      enough.set(true);
      thread.orTimeout(END.toSeconds(), TimeUnit.SECONDS).join();
    }
  }

  private WatchEvent next() {
    return WatchEvent.newBuilder()
        .setEventId("event-" + clock)
        .setUserId("viewer-" + sent++ % viewers)
        .setItemId(itemId.apply(random.nextInt(items)))
        .setEventTime(Instant.ofEpochMilli(clock++))
        .setWatchMs(20_000)
        .setDurationMs(20_000L)
        .setActions(List.of(Action.LIKE))
        .build();
  }
}
