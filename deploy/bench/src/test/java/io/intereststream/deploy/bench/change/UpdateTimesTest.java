package io.intereststream.deploy.bench.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.bench.change.UpdateTimes.Pause;
import io.intereststream.deploy.bench.change.UpdateTimes.Window;
import io.intereststream.deploy.bench.latency.UpdateRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateTimesTest {
  private static final int KEY_GROUPS = 720;
  private static final List<Window> ALWAYS = List.of(new Window(0, Long.MAX_VALUE));

  private final UpdateTimes times = new UpdateTimes(KEY_GROUPS, 1);

  private void update(long due, long made, long epoch) {
    times.add(new UpdateRow(due, made, made, 0, epoch));
  }

  @Test
  void timeInWhichNothingWasDueIsNoPause() {
    update(990, 1000, 1);
    update(1990, 2000, 1);
    assertThat(times.longestPause(ALWAYS).length()).isEqualTo(10);
  }

  @Test
  void anEventThatOthersOvertookCountsFromWhenItWasDue() {
    update(990, 1000, 1);
    update(1095, 1100, 1);
    update(1030, 1101, 1);
    assertThat(times.longestPause(ALWAYS).length()).isEqualTo(70);
  }

  @Test
  void aPauseCountsWhereItEnds() {
    update(990, 1000, 1);
    update(1000, 1100, 1);
    update(1100, 1130, 1);
    assertThat(times.longestPause(List.of(new Window(1101, 2000))).length()).isEqualTo(30);
    assertThat(times.longestPause(List.of(new Window(1100, 1101))).length()).isEqualTo(100);
  }

  @Test
  void aPauseTellsWhatOtherSubtasksDidMeanwhile() {
    UpdateTimes two = new UpdateTimes(KEY_GROUPS, 2);
    int first = 0;
    int second = KEY_GROUPS - 1;
    two.add(new UpdateRow(990, 1000, 1000, first, 1));
    two.add(new UpdateRow(1010, 1020, 1020, second, 1));
    two.add(new UpdateRow(1030, 1040, 1040, second, 1));
    two.add(new UpdateRow(1005, 1100, 1100, first, 1));
    assertThat(two.longestPause(ALWAYS)).isEqualTo(new Pause(0, new Window(1005, 1100), 2));
    assertThat(two.longestPause(ALWAYS))
        .hasToString(
            "95 ms until 1970-01-01T00:00:01.100Z in subtask 0; other subtasks made 2 updates in that time");
  }

  @Test
  void updatesOfAReleaseEndAPauseAndAreNotWaitedFor() {
    update(990, 1000, 1);
    update(UpdateRow.NO_EVENT, 1200, 2);
    assertThat(times.longestPause(ALWAYS).length()).isZero();
    update(1000, 1230, 2);
    assertThat(times.longestPause(ALWAYS).length()).isEqualTo(200);
    assertThat(times.latencies(ALWAYS.get(0)).getTotalCount()).isEqualTo(2);
  }

  @Test
  void anOlderEpochIsOneBackUnlessARestartRepeatsIt() {
    update(1000, 1000, 2);
    update(1001, 1001, 1);
    update(1002, 1002, 2);
    assertThat(times.epochsBack(List.of())).isEqualTo(1);
    assertThat(times.epochsBack(List.of(new Window(1001, 1002)))).isZero();
  }
}
