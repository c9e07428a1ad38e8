package io.intereststream.job.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLimitTest {
  private long now = Long.MAX_VALUE - 5;

  @Test
  void asManyEventsPassInASecondAsTheLimitAllows() {
    EventLimit limit = new EventLimit(2, () -> now);
    assertThat(limit.take()).isTrue();
    now += TimeUnit.MILLISECONDS.toNanos(999);
    assertThat(limit.take()).isTrue();
    assertThat(limit.take()).isFalse();
    now += TimeUnit.MILLISECONDS.toNanos(1);
    assertThat(limit.take()).isTrue();
    assertThat(limit.take()).isTrue();
    assertThat(limit.take()).isFalse();
  }

  @Test
  void whatWasNotUsedIsNotAddedToTheNextSecond() {
    EventLimit limit = new EventLimit(1, () -> now);
    now += TimeUnit.SECONDS.toNanos(10);
    assertThat(limit.take()).isTrue();
    assertThat(limit.take()).isFalse();
  }
}
