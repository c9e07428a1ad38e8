package io.intereststream.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlayTimeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, 1, false",
    "86400000, 86400000, 86400000, 86400000, false",
    "5, , 5, , false",
    "-1, 10, 0, 10, true",
    "86400001, 10, 0, 10, true",
    "5, 0, 5, , true",
    "5, -3, 5, , true",
    "5, 86400001, 5, , true"
  })
  void valuesOutOfRangeAreCorrected(
      long watchMs, Long durationMs, long watched, Long duration, boolean corrected) {
    assertThat(PlayTime.of(watchMs, durationMs))
        .isEqualTo(new PlayTime(watched, duration, corrected));
  }
}
