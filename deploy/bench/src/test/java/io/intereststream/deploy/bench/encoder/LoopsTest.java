package io.intereststream.deploy.bench.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoopsTest {
  private long nanos;
  private final Loops loops = new Loops(() -> nanos);

  @Test
  void theMedianOfTheChunksIsReportedPerEvent() {
    int[] chunk = new int[1];
    Map<String, Double> times =
        loops
            .add("steady", () -> nanos += 2_000_000)
            .add("with outliers", () -> nanos += chunk[0]++ % 10 == 0 ? 90_000_000 : 3_000_000)
            .measure(20, true);
    assertThat(times.get("steady")).isCloseTo(2, within(1e-9));
    assertThat(times.get("with outliers")).isCloseTo(3, within(1e-9));
  }

  @Test
  void theLoopsTakeTurns() {
    List<String> run = new ArrayList<>();
    loops
        .add("a", () -> run.add(tick("a")))
        .add("b", () -> run.add(tick("b")))
        .add("c", () -> run.add(tick("c")))
        .measure(1, true);
    assertThat(run.subList(run.size() - 6, run.size()))
        .containsExactly("a", "b", "c", "a", "b", "c");
  }

  private String tick(String name) {
    nanos += 1000;
    return name;
  }

  @Test
  void chunksThatDoNotAgreeAreRefused() {
    int[] chunk = new int[1];
    loops.add("append", () -> nanos += chunk[0]++ / 50 % 2 == 0 ? 1_000_000 : 1_060_000);
    assertThatThrownBy(() -> loops.measure(50, true))
        .isInstanceOfSatisfying(
            InterestStreamException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CHECK_FAILED))
        .hasMessageContaining("loop append: 1.000 and 1.060 µs an event in 5 attempts")
        .hasMessageContaining("expected: at most 5 % apart");
  }
}
