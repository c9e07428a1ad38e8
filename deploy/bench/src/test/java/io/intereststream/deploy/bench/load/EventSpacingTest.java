package io.intereststream.deploy.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.history.EventTime;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EventSpacingTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  @Test
  void eventsComeInSessionsWithHoursOrDaysBetweenThem() {
    EventSpacing spacing = new EventSpacing(1);
    long[] steps = new long[10_000];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = spacing.after(EventSpacing.START) - EventSpacing.START;
    }
    assertThat(Arrays.stream(steps).filter(step -> step < HOUR))
        .allMatch(s -> s >= 10_000 && s <= 60_000);
    long breaks = Arrays.stream(steps).filter(step -> step >= 2 * HOUR).count();
    assertThat(breaks).isBetween(900L, 1100L);
    assertThat(Arrays.stream(steps).filter(step -> step >= 60_001 && step < 2 * HOUR)).isEmpty();
    assertThat(Arrays.stream(steps).max().orElse(0)).isGreaterThan(8 * HOUR);
  }

  @Test
  void aViewerWithVeryManyEventsNeverReachesThePresent() {
    EventSpacing spacing = new EventSpacing(1);
    long time = EventSpacing.START;
    for (int i = 0; i < 200_000; i++) {
      long next = spacing.after(time);
      assertThat(next).isGreaterThan(time);
      time = next;
    }
    assertThat(time).isLessThan(EventSpacing.END);
  }

  @Test
  void allTimesAreOnesThatTheJobAccepts() {
    assertThat(EventTime.isPlausible(EventSpacing.START, System.currentTimeMillis())).isTrue();
    assertThat(EventSpacing.END).isLessThan(System.currentTimeMillis());
  }
}
