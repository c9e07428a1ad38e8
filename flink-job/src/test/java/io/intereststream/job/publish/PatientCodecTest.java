package io.intereststream.job.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.metrics.SimpleCounter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PatientCodecTest {
  private final AtomicInteger failures = new AtomicInteger();
  private final SimpleCounter waits = new SimpleCounter();
  private final WatchEvent event =
      WatchEvent.newBuilder()
          .setEventId("e")
          .setUserId("u")
          .setItemId("i")
          .setEventTime(Instant.EPOCH)
          .setWatchMs(0)
          .build();
  private final PatientCodec<WatchEvent> codec =
      new PatientCodec<>(
          new RecordCodec<>() {
            @Override
            public byte[] encode(WatchEvent record) {
              failIfDown();
              return new byte[] {1};
            }

            @Override
            public WatchEvent decode(byte[] bytes) {
              failIfDown();
              return event;
            }

            private void failIfDown() {
              if (failures.getAndDecrement() > 0) {
                throw new UncheckedIOException("status 401", new IOException());
              }
            }
          },
          waits);

  @Test
  void aRegistryThatDoesNotAnswerIsWaitedForAndTheWaitCounted() throws Exception {
    assertThat(codec.decode(new byte[0])).isSameAs(event);
    assertThat(waits.getCount()).isZero();
    failures.set(2);
    assertThat(codec.decode(new byte[0])).isSameAs(event);
    assertThat(waits.getCount()).isEqualTo(1);
    failures.set(1);
    assertThat(codec.encode(event)).containsExactly(1);
    assertThat(waits.getCount()).isEqualTo(2);
  }

  @Test
  void aTaskThatIsCancelledWaitsNoLonger() {
    failures.set(Integer.MAX_VALUE);
    Thread task = Thread.currentThread();
    Thread canceller =
        new Thread(
            () -> {
              Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> waits.getCount() == 1);
              task.interrupt();
            });
    canceller.start();
    assertThatThrownBy(() -> codec.decode(new byte[0]))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
