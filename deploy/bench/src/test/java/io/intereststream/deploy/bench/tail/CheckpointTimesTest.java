package io.intereststream.deploy.bench.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CheckpointTimesTest {
  private static final String FLINK =
      """
      {"counts": {"completed": 2}, "history": [
        {"id": 2, "status": "COMPLETED", "trigger_timestamp": 20000, "end_to_end_duration": 700},
        {"id": 1, "status": "COMPLETED", "trigger_timestamp": 10000, "end_to_end_duration": 300}]}
      """;

  @Test
  void flinksAnswerSaysWhenCheckpointsWereRunning() throws IOException {
    CheckpointTimes checkpoints = CheckpointTimes.parse(FLINK);
    assertThat(checkpoints.isRunningWithin(9_000, 10_000)).isFalse();
    assertThat(checkpoints.isRunningWithin(9_000, 10_001)).isTrue();
    assertThat(checkpoints.isRunningWithin(10_299, 11_000)).isTrue();
    assertThat(checkpoints.isRunningWithin(10_300, 20_000)).isFalse();
    assertThat(checkpoints.begunWithin(10_000, 20_000)).isEqualTo(1);
    assertThat(checkpoints.begunWithin(10_000, 20_001)).isEqualTo(2);
  }
}
