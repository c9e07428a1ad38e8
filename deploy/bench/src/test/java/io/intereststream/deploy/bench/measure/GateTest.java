package io.intereststream.deploy.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Gate<Double> gate = new Gate<>("CPU, µs", 3, true, value -> value);

  @Test
  void repetitionsThatAgreePass() {
    gate.add(10.0);
    gate.add(10.4);
    assertThat(gate.isPassed()).isFalse();
    gate.add(10.2);
    assertThat(gate.isPassed()).isTrue();
    assertThat(gate.median()).isEqualTo(10.2);
    assertThat(gate.spread()).isCloseTo(0.4 / 10.2, within(1e-9));
  }

  @Test
  void repetitionsGoOnUntilTheLastOnesAgree() {
    gate.add(14.0);
    gate.add(10.0);
    gate.add(10.1);
    assertThat(gate.isPassed()).isFalse();
    gate.add(10.2);
    assertThat(gate.isPassed()).isTrue();
    assertThat(gate.repetitions()).containsExactly(10.0, 10.1, 10.2);
  }

  @Test
  void oneThatDoesNotCountIsLeftOut() {
    gate.add(10.0);
    gate.add(20.0, false, "JIT");
    gate.add(10.1);
    assertThat(gate.isPassed()).isFalse();
    gate.add(10.2);
    assertThat(gate.repetitions()).containsExactly(10.0, 10.1, 10.2);
    assertThat(gate.isPassed()).isTrue();
  }

  @Test
  void afterTooManyAttemptsItRefusesAsAFailedCheck() {
    for (int i = 0; i < 18; i++) {
      assertThatCode(gate::checkAttempts).doesNotThrowAnyException();
      gate.add(10.0 + i % 2, i % 6 > 1, "JIT compilers used 2 µs an event");
    }
    assertThatThrownBy(gate::checkAttempts)
        .isInstanceOfSatisfying(
            InterestStreamException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CHECK_FAILED))
        .hasMessageContaining("CPU, µs: last repetitions 11.0, 10.0, 11.0 after 18 attempts")
        .hasMessageContaining("JIT compilers used 2 µs an event")
        .hasMessageContaining("(expected: 3 repetitions within 5 %");
  }

  @Test
  void withoutAnyValidRepetitionItSaysSo() {
    for (int i = 0; i < 18; i++) {
      gate.add(10.0, false, "JIT");
    }
    assertThatThrownBy(gate::checkAttempts).hasMessageContaining("no valid repetition");
  }

  @Test
  void aTrialTakesWhatComes() {
    Gate<Double> trial = new Gate<>("CPU", 2, false, value -> value);
    trial.add(1.0, false, "JIT");
    trial.add(5.0);
    assertThat(trial.isPassed()).isTrue();
    assertThat(trial.median()).isEqualTo(3);
  }

  @Test
  void spreadIsRelativeToTheMedian() {
    assertThat(Gate.spread(9, 10, 12)).isCloseTo(0.3, within(1e-9));
    assertThat(Gate.spread(10)).isZero();
  }
}
