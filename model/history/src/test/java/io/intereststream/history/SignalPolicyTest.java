package io.intereststream.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalPolicyTest {
  private final SignalPolicy policy = new SignalPolicy(18_000, List.of(Action.LIKE, Action.SHARE));

  @ParameterizedTest
  @CsvSource({
    "9999, 10000, NEUTRAL",
    "10000, 10000, POSITIVE",
    "17999, 60000, NEUTRAL",
    "18000, 60000, POSITIVE",
    "600000, , NEUTRAL",
    "0, 1, NEUTRAL"
  })
  void aLongViewIsPositive(long watchMs, Long durationMs, Signal expected) {
    assertThat(policy.signal(watchMs, durationMs, List.of())).isEqualTo(expected);
  }

  @Test
  void onlyTheChosenActionsArePositive() {
    assertThat(policy.signal(0, null, List.of(Action.LIKE))).isEqualTo(Signal.POSITIVE);
    assertThat(policy.signal(0, null, List.of(Action.COMMENT))).isEqualTo(Signal.NEUTRAL);
    assertThat(policy.signal(0, null, List.of(Action.OTHER))).isEqualTo(Signal.NEUTRAL);
  }

  @Test
  void hideWinsOverAllElse() {
    assertThat(policy.signal(60_000, 10_000L, List.of(Action.LIKE, Action.HIDE)))
        .isEqualTo(Signal.NEGATIVE);
  }

  @Test
  void anActionIsNotPositiveAndNegative() {
    assertThatThrownBy(() -> new SignalPolicy(1, List.of(Action.HIDE)))
        .hasMessage("positive actions: HIDE (expected: none of the negative actions [HIDE])");
  }

  @Test
  void theNegativeActionsAreThoseNamed() {
    SignalPolicy other =
        new SignalPolicy(18_000, List.of(Action.LIKE), List.of(Action.COMMENT, Action.OTHER));
    assertThat(other.signal(60_000, 10_000L, List.of(Action.LIKE, Action.COMMENT)))
        .isEqualTo(Signal.NEGATIVE);
    assertThat(other.signal(60_000, 10_000L, List.of(Action.HIDE))).isEqualTo(Signal.POSITIVE);
    assertThat(other).hasToString("long view 18000 ms, LIKE, negative [COMMENT, OTHER]");
  }

  @Test
  void saysItselfInWords() {
    assertThat(new SignalPolicy(18_000, List.of(Action.FOLLOW, Action.LIKE)))
        .hasToString("long view 18000 ms, LIKE, FOLLOW");
    assertThat(new SignalPolicy(1, List.of())).hasToString("long view 1 ms");
  }
}
