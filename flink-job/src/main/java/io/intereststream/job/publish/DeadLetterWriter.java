package io.intereststream.job.publish;

import java.time.Duration;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.clock.RelativeClock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes dead letters, and drops those that cannot be written. If the producer does not accept a
 * dead letter in time (the topic was deleted, or the buffer is full), the writer pauses and drops
 * dead letters meanwhile, so that many waits do not add up and stop the job.
 */
final class DeadLetterWriter implements SinkWriter<LetterRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

  /** Maximum time that a checkpoint waits for the acknowledgements of earlier dead letters. */
  static final Duration LONGEST_FLUSH = Duration.ofSeconds(2);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOG_LINES = Duration.ofSeconds(10);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final Counter lost;
  private final RelativeClock clock;

  // Guarded by this, because the producer's thread reports acknowledgements.
  private int pending;
  private boolean failing;
  private long pauseMs;
  private long triesFrom;
  private boolean logged;
  private long loggedAt;
  private long notLogged;

  /**
   * @param topic topic of the dead letters
   * @param lost counts dropped dead letters; any thread may increase it
   */
  DeadLetterWriter(
      String topic, Producer<byte[], byte[]> producer, Counter lost, RelativeClock clock) {
    this.topic = topic;
    this.producer = producer;
    this.lost = lost;
    this.clock = clock;
  }

  @Override
  public void write(LetterRecord letter, Context context) throws InterruptedException {
    if (!begins(letter)) {
      return;
    }
    try {
      // Without a timestamp, the producer uses the time of writing. The event's timestamp may be so
      // old that the dead letter would expire immediately.
      producer.send(
          new ProducerRecord<>(topic, null, null, letter.key, letter.value),
          (metadata, failure) -> ends(letter, failure));
    } catch (InterruptException e) {
      throw new InterruptedException();
    } catch (KafkaException e) {
      ends(letter, e);
    }
  }

  private synchronized boolean begins(LetterRecord letter) {
    if (failing && clock.relativeTimeMillis() < triesFrom) {
      drop(letter, "the topic did not accept the dead letters before it");
      return false;
    }
    pending++;
    return true;
  }

  private synchronized void ends(LetterRecord letter, Exception failure) {
    pending--;
    notifyAll();
    if (failure == null) {
      failing = false;
      return;
    }
    if (failure instanceof TimeoutException) {
      pause();
    }
    drop(letter, failure.toString());
  }

  /** Starts a pause, longer than the last one; only one if a whole batch fails. */
  private void pause() {
    long now = clock.relativeTimeMillis();
    if (failing && now < triesFrom) {
      return;
    }
    pauseMs = failing ? Math.min(2 * pauseMs, LONGEST_PAUSE.toMillis()) : FIRST_PAUSE.toMillis();
    failing = true;
    triesFrom = now + pauseMs;
  }

  private void drop(LetterRecord letter, String reason) {
    lost.inc();
    long now = clock.relativeTimeMillis();
    if (logged && now - loggedAt < BETWEEN_LOG_LINES.toMillis()) {
      notLogged++;
      return;
    }
    LOG.error(
        "Dropped the dead letter of the record at {}: {} (topic {}, dead letter of {}"
            + " bytes; {} more dropped since the last such message)",
        letter.position(),
        reason,
        topic,
        letter.value.length,
        notLogged);
    logged = true;
    loggedAt = now;
    notLogged = 0;
  }

  /**
   * Waits until each dead letter is acknowledged or dropped, for a limited time; does not wait
   * during a pause.
   */
  @Override
  public synchronized void flush(boolean endOfInput) throws InterruptedException {
    long deadline = clock.relativeTimeMillis() + LONGEST_FLUSH.toMillis();
    while (pending > 0 && !failing) {
      long left = deadline - clock.relativeTimeMillis();
      if (left <= 0) {
        LOG.warn(
            "{} dead letters are not acknowledged by topic {} after {} ms; the checkpoint"
                + " continues without them",
            pending,
            topic,
            LONGEST_FLUSH.toMillis());
        failing = true;
        triesFrom = clock.relativeTimeMillis();
        pauseMs = FIRST_PAUSE.toMillis();
        return;
      }
      wait(left);
    }
  }

  @Override
  public void close() {
    producer.close(LONGEST_CLOSE);
  }
}
