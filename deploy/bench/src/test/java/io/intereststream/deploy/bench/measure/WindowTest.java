package io.intereststream.deploy.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.bench.cpu.CpuGroup;
import io.intereststream.deploy.bench.cpu.CpuTimesOf;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final TopicPartition ONE = new TopicPartition("updates", 0);
  private static final TopicPartition OTHER = new TopicPartition("updates", 1);

  private static Window window(long updaterNs, long jitNs, long brokerJitNs) {
    return new Window(
        Map.of(ONE, 100L, OTHER, 50L),
        Map.of(ONE, 700L, OTHER, 450L),
        2,
        CpuTimesOf.names(Map.of("interest-update", updaterNs, "C2 CompilerThre", jitNs)),
        CpuTimesOf.names(Map.of("data-plane-kafk", 5_000_000L, "C1 CompilerThre", brokerJitNs)),
        3_000_000);
  }

  @Test
  void eventsAreTheUpdatesBetweenTwoEnds() {
    Window window = window(20_000_000, 100_000, 0);
    assertThat(window.events()).isEqualTo(1000);
    assertThat(window.perEvent().of(CpuGroup.UPDATER)).isEqualTo(20);
    assertThat(window.perEvent().total()).isEqualTo(25);
    assertThat(window.bytesPerEvent()).isEqualTo(3000);
  }

  @Test
  void aWindowWithBusyCompilersDoesNotCount() {
    assertThat(window(20_000_000, 499_000, 499_000).isCompiled()).isTrue();
    Window compiling = window(20_000_000, 500_000, 0);
    assertThat(compiling.isCompiled()).isFalse();
    assertThat(compiling.jitText())
        .isEqualTo(
            "JIT compilers used 0.50 µs an event in the job, 0.00 in the broker (expected: below 0.5)");
    assertThat(window(20_000_000, 0, 500_000).isCompiled()).isFalse();
  }
}
