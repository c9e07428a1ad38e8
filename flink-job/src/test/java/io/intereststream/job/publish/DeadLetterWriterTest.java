package io.intereststream.job.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.apache.flink.util.clock.SystemClock;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeadLetterWriterTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final ThreadSafeSimpleCounter lost = new ThreadSafeSimpleCounter();
  private final ManualClock clock = new ManualClock();

  private DeadLetterWriter writer(RelativeClock time) {
    return new DeadLetterWriter("letters", producer, lost, time);
  }

  private static LetterRecord letter(int offset) {
    LetterRecord letter = new LetterRecord();
    letter.topic = "events";
    letter.offset = offset;
    letter.key = new byte[] {7};
    letter.value = new byte[] {(byte) offset};
    return letter;
  }

  @Test
  void aLetterIsWrittenWithoutATimestampSoThatItGetsTheTimeOfWriting() throws Exception {
    writer(clock).write(letter(3), null);
    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("letters");
    assertThat(record.timestamp()).isNull();
    assertThat(record.key()).containsExactly(7);
    assertThat(record.value()).containsExactly(3);
    assertThat(lost.getCount()).isZero();
  }

  @Test
  void aLetterThatIsRejectedIsCountedAndTheNextIsTriedAtOnce() throws Exception {
    DeadLetterWriter writer = writer(clock);
    writer.write(letter(1), null);
    producer.errorNext(new RecordTooLargeException("too large"));
    writer.write(letter(2), null);
    producer.completeNext();
    writer.flush(false);
    assertThat(lost.getCount()).isEqualTo(1);
    assertThat(producer.history()).hasSize(2);
  }

  @Test
  void aProducerThatThrowsDoesNotFailTheTask() throws Exception {
    DeadLetterWriter writer = writer(clock);
    producer.sendException = new KafkaException("closed");
    writer.write(letter(1), null);
    producer.sendException = null;
    writer.write(letter(2), null);
    assertThat(lost.getCount()).isEqualTo(1);
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void afterATimeOutLettersAreDroppedUntriedForAGrowingWhile() throws Exception {
    DeadLetterWriter writer = writer(clock);
    int tried = 0;
    for (int second = 0; second < 100; second++) {
      for (int letters = 0; letters < 10; letters++) {
        writer.write(letter(letters), null);
        if (producer.history().size() > tried) {
          tried = producer.history().size();
          producer.errorNext(new TimeoutException("no metadata"));
        }
      }
      clock.advanceTime(1, TimeUnit.SECONDS);
    }
    // At 0, 1, 3, 7, 15, 31, 61 and 91 s.
    assertThat(tried).isEqualTo(8);
    assertThat(lost.getCount()).isEqualTo(1_000);
    writer.flush(false);

    clock.advanceTime(30, TimeUnit.SECONDS);
    writer.write(letter(1), null);
    producer.completeNext();
    writer.write(letter(2), null);
    assertThat(producer.history()).hasSize(10);
    assertThat(lost.getCount()).isEqualTo(1_000);
  }

  @Test
  void lettersThatFailTogetherMakeOnePause() throws Exception {
    DeadLetterWriter writer = writer(clock);
    for (int letters = 0; letters < 10; letters++) {
      writer.write(letter(letters), null);
    }
    for (int letters = 0; letters < 10; letters++) {
      producer.errorNext(new TimeoutException("expired"));
    }
    assertThat(lost.getCount()).isEqualTo(10);
    clock.advanceTime(1, TimeUnit.SECONDS);
    writer.write(letter(11), null);
    assertThat(producer.history()).hasSize(11);
  }

  @Test
  void aCheckpointWaitsForTheAcknowledgements() throws Exception {
    DeadLetterWriter writer = writer(SystemClock.getInstance());
    writer.write(letter(1), null);
    CompletableFuture<Void> flushed =
        CompletableFuture.runAsync(
            () -> {
              try {
                writer.flush(false);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(flushed).isNotDone();
    producer.completeNext();
    assertThat(flushed).succeedsWithin(Duration.ofSeconds(20));
    assertThat(lost.getCount()).isZero();
  }

  @Test
  void aCheckpointDoesNotWaitForLongAndThenNotAgainUntilALetterIsWritten() throws Exception {
    DeadLetterWriter writer = writer(SystemClock.getInstance());
    writer.write(letter(1), null);
    long start = System.nanoTime();
    writer.flush(false);
    Duration first = Duration.ofNanos(System.nanoTime() - start);
    assertThat(first).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(15));
    start = System.nanoTime();
    writer.flush(false);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }
}
