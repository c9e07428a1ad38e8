package io.intereststream.job.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.model.release.Throttle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuThrottleTest {

  private long now = 5;
  private final List<Long> sleeps = new ArrayList<>();

  private final Throttle throttle =
      new CpuThrottle(
          () -> now,
          nanos -> {
            sleeps.add(nanos);
            now += nanos;
          });

  private void work(Throttle.Loop loop, long nanos) {
    now += nanos;
    loop.afterStep();
  }

  @Test
  void shortWorkIsNotInterrupted() {
    Throttle.Loop loop = throttle.startLoop();
    work(loop, CpuThrottle.WORK_NANOS / 2);
    assertThat(sleeps).isEmpty();
  }

  @Test
  void aLoopWorksASixteenthOfTheTime() {
    long start = now;
    Throttle.Loop loop = throttle.startLoop();
    for (int i = 0; i < 1000; i++) {
      work(loop, CpuThrottle.WORK_NANOS / 2);
    }
    assertThat(sleeps).hasSize(500).containsOnly(15 * CpuThrottle.WORK_NANOS);
    assertThat(now - start).isEqualTo(500 * 16 * CpuThrottle.WORK_NANOS);
  }

  @Test
  void aLongStepIsFollowedByALongSleep() {
    work(throttle.startLoop(), 7 * CpuThrottle.WORK_NANOS);
    assertThat(sleeps).containsExactly(15 * 7 * CpuThrottle.WORK_NANOS);
  }

  @Test
  void eachLoopCountsItsOwnWork() {
    Throttle.Loop first = throttle.startLoop();
    now += CpuThrottle.WORK_NANOS;
    throttle.startLoop().afterStep();
    assertThat(sleeps).isEmpty();
    first.afterStep();
    assertThat(sleeps).hasSize(1);
  }
}
