package io.intereststream.deploy.cli.replay;

import io.intereststream.data.LogReader;
import io.intereststream.data.LoggedWatch;
import io.intereststream.data.csv.MalformedRows;
import io.intereststream.error.InterestStreamException;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends the events of a data set to the watch topic, in order, keyed by viewer. The producer is
 * idempotent and waits for all replicas: no event is lost, and none is duplicated, unless a replay
 * was killed and resumed; events after the last stored row may then be sent twice.
 */
public final class Replay {

  /** Is notified of every event handed to the producer, on the replay's thread. */
  public interface Listener {
    /** Does nothing. */
    Listener NONE = (event, sent, row) -> {};

    /**
     * Another event was sent.
     *
     * @param sent number of events sent so far, including this one
     * @param row number of the event's row in the data set
     */
    void sent(WatchEvent event, long sent, long row);
  }

  /**
   * The result of a replay.
   *
   * @param eventsSent number of events that the broker acknowledged
   * @param malformedRows number of rows that are not valid events
   * @param malformed the first of those rows, with the reason
   * @param resumedAfter the row after which the replay began; 0 for the beginning
   * @param lastRow the row of the last event sent
   * @param complete whether the end of the data was reached
   * @param seconds from the first event to the last acknowledgement
   */
  public record Report(
      long eventsSent,
      long malformedRows,
      List<MalformedRows.MalformedRow> malformed,
      long resumedAfter,
      long lastRow,
      boolean complete,
      double seconds) {}

  private static final long NOTE_EVERY_NANOS = 1_000_000_000L;

  private final ReplaySettings settings;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile boolean stopped;

  /** Prepares a replay without opening anything. */
  public Replay(ReplaySettings settings) {
    this.settings = settings;
  }

  /** Makes {@link #run} finish soon and cleanly. Callable from any thread. */
  public void stop() {
    stopped = true;
  }

  /**
   * Replays to the end of the data, the limit, {@link #stop} or an interrupt, and waits for the
   * acknowledgements.
   *
   * @throws InterestStreamException when the broker cannot be reached, the topic is missing, an
   *     event cannot be sent, or the data cannot be read
   */
  public Report run(Listener listener) {
    ProgressFile progress =
        settings.resume() == null
            ? null
            : new ProgressFile(settings.resume(), settings.data().description(), settings.topic());
    long resumedAfter = progress == null ? 0 : progress.read();
    new WatchTopic(settings).require();
    Acknowledgements acknowledgements = new Acknowledgements(resumedAfter);
    long start = System.nanoTime();
    try (LogReader<LoggedWatch> events = settings.data().open(resumedAfter)) {
      boolean complete;
      try (Producer<byte[], byte[]> producer = producer()) {
        complete = send(events, producer, acknowledgements, progress, listener);
        flush(producer);
      } finally {
        if (progress != null) {
          progress.write(acknowledgements.position());
        }
      }
      check();
      return new Report(
          acknowledgements.count(),
          events.malformed().count(),
          events.malformed().first(),
          resumedAfter,
          acknowledgements.position(),
          complete,
          (System.nanoTime() - start) / 1e9);
    }
  }

  private boolean send(
      LogReader<LoggedWatch> events,
      Producer<byte[], byte[]> producer,
      Acknowledgements acknowledgements,
      ProgressFile progress,
      Listener listener) {
    RecordCodec<WatchEvent> codec = settings.codecs().create(WatchEvent.class, settings.topic());
    Pace pace = settings.pace();
    long sent = 0;
    long noted = System.nanoTime();
    while (sent < settings.limit() && events.hasNext()) {
      WatchEvent event = WatchEvents.of(events.next());
      pace.await(sent, event.getEventTime().toEpochMilli());
      if (stopped || Thread.currentThread().isInterrupted()) {
        return false;
      }
      Acknowledgements.Pending pending = acknowledgements.sent(events.position());
      byte[] key = event.getUserId().getBytes(StandardCharsets.UTF_8);
      try {
        producer.send(
            new ProducerRecord<>(settings.topic(), key, codec.encode(event)),
            (metadata, e) -> {
              if (e == null) {
                acknowledgements.acknowledge(pending);
              } else {
                failure.compareAndSet(null, e);
              }
            });
      } catch (InterruptException e) {
        return false;
      } catch (KafkaException e) {
        failure.compareAndSet(null, e);
      }
      check();
      sent++;
      listener.sent(event, sent, events.position());
      if (progress != null && System.nanoTime() - noted > NOTE_EVERY_NANOS) {
        progress.write(acknowledgements.position());
        noted = System.nanoTime();
      }
    }
    return !events.hasNext();
  }

  private static void flush(Producer<byte[], byte[]> producer) {
    boolean interrupted = Thread.interrupted();
    try {
      producer.flush();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void check() {
    Exception e = failure.get();
    if (e != null) {
      throw InterestStreamException.environment(
          ("topic %s at %s: an event could not be sent: %s (expected: an acknowledgement; with"
                  + " --resume, the next run continues here)")
              .formatted(settings.topic(), settings.bootstrapServers(), e.getMessage()),
          e);
    }
  }

  private Producer<byte[], byte[]> producer() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, "65536");
    properties.putAll(settings.client());
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    // The leader of a new topic may reject a producer's first batch and accept the second. The
    // first is then out of order at every retry. So only one request at a time.
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
