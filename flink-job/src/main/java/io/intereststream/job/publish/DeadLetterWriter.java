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
 * Writes dead letters, and drops those that cannot be written. After a letter that the producer
 * could not take in time (the topic is gone, its buffer is full) it does not try for a while, so
 * that many such letters do not add up to a stop.
 */
final class DeadLetterWriter implements SinkWriter<LetterRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

  /** Longest wait of a checkpoint for the acknowledgements of the letters before it. */
  static final Duration LONGEST_FLUSH = Duration.ofSeconds(2);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOG_LINES = Duration.ofSeconds(10);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final Counter lost;
  private final RelativeClock clock;

  // The producer's thread reports acknowledgements, so the rest is guarded by this.
  private int pending;
  private boolean failing;
  private long pauseMs;
  private long triesFrom;
  private boolean logged;
  private long loggedAt;
  private long notLogged;

  /**
   * @param topic where the letters go
   * @param lost counts letters that are dropped; may be increased by any thread
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
      // Without a timestamp: the producer gives it the time of writing. That of the event may be so
      // old that the letter would expire at once.
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
      drop(letter, "the topic did not take the letters before it");
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

  /** Begins a pause, longer than the last one. The letters of a batch fail together: one pause. */
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
        "Dropped the dead letter of the record at {}: {} (topic {}, letter of {} bytes; {} more"
            + " dropped since the last such line)",
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
   * Waits until each letter is acknowledged or dropped, but never for long, and not at all while
   * the topic takes none.
   */
  @Override
  public synchronized void flush(boolean endOfInput) throws InterruptedException {
    long deadline = clock.relativeTimeMillis() + LONGEST_FLUSH.toMillis();
    while (pending > 0 && !failing) {
      long left = deadline - clock.relativeTimeMillis();
      if (left <= 0) {
        LOG.warn(
            "{} dead letters are not acknowledged by topic {} after {} ms; the checkpoint goes on",
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
