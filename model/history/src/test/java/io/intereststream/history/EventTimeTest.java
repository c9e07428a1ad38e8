package io.intereststream.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long TOLERANCE_MS = EventTime.TOLERANCE.toMillis();
  private static final long WEEK_MS = Duration.ofDays(7).toMillis();

  private static EventTime of(long eventTime) throws InvalidEventException {
    return EventTime.of(eventTime, NOW, TOLERANCE_MS);
  }

  @Test
  void aTimeWithinTheToleranceIsTakenAsItIs() throws Exception {
    assertThat(of(NOW + TOLERANCE_MS)).isEqualTo(new EventTime(NOW + TOLERANCE_MS, false));
    assertThat(of(NOW - 10 * WEEK_MS)).isEqualTo(new EventTime(NOW - 10 * WEEK_MS, false));
  }

  @Test
  void aTimeFurtherAheadBecomesTheKafkaTimestamp() throws Exception {
    assertThat(of(NOW + TOLERANCE_MS + 1)).isEqualTo(new EventTime(NOW, true));
    assertThat(of(NOW + WEEK_MS)).isEqualTo(new EventTime(NOW, true));
  }

  @Test
  void moreThanAWeekAheadOrBefore2005IsRejected() throws Exception {
    assertThatThrownBy(() -> of(NOW + WEEK_MS + 1))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage(
            "event_time: 1700604800001 ms (2023-11-21T22:13:20.001Z), Kafka timestamp:"
                + " 1700000000000 ms (2023-11-14T22:13:20Z) (expected: an event time in ms, from"
                + " 2005-01-01T00:00:00Z to 7 days after the Kafka timestamp)");
    long earliest = EventTime.EARLIEST.toEpochMilli();
    assertThat(of(earliest)).isEqualTo(new EventTime(earliest, false));
    assertThatThrownBy(() -> of(earliest - 1)).isInstanceOf(InvalidEventException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000, seconds",
    "1700000000000000, microseconds",
    "1700000000000000000, nanoseconds"
  })
  void theMessageNamesTheLikelyUnit(long eventTime, String unit) {
    assertThatThrownBy(() -> of(eventTime))
        .isInstanceOfSatisfying(
            InvalidEventException.class,
            e -> assertThat(e.fault()).isEqualTo(EventFault.IMPLAUSIBLE_TIME))
        .hasMessageContaining("it looks like " + unit);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE})
  void noNumberIsTooExtremeForAMessage(long eventTime) {
    assertThatThrownBy(() -> of(eventTime))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageEndingWith("7 days after the Kafka timestamp)");
  }

  @Test
  void withoutAKafkaTimestampNoTimeIsTaken() {
    assertThatThrownBy(() -> EventTime.of(NOW, -1, TOLERANCE_MS))
        .isInstanceOfSatisfying(
            InvalidEventException.class,
            e -> assertThat(e.fault()).isEqualTo(EventFault.NO_TIMESTAMP))
        .hasMessageContaining("no Kafka timestamp")
        .hasMessageContaining("LogAppendTime");
  }
}
