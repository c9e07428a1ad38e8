package io.intereststream.job.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final TopicPartition A = new TopicPartition("watch-events", 0);
  private static final TopicPartition B = new TopicPartition("watch-events", 1);

  @Test
  void withoutRecordsThereIsNothingToWaitFor() {
    assertThat(new CatchUp(Map.of(), false).isReached(Map.of(), 0)).isTrue();
    assertThat(new CatchUp(Map.of(), true).isReached(Map.of(), 0)).isTrue();
  }

  @Test
  void everyPartitionMustHavePassedItsEnd() {
    CatchUp catchUp = new CatchUp(Map.of(A, 10L, B, 5L), false);
    assertThat(catchUp.isReached(Map.of(), 0)).isFalse();
    assertThat(catchUp.isReached(Map.of(A, 10L), 0)).isFalse();
    assertThat(catchUp.isReached(Map.of(A, 10L, B, 4L), 0)).isFalse();
    assertThat(catchUp.left(Map.of(A, 8L, B, 4L))).isEqualTo(3);
    assertThat(catchUp.isReached(Map.of(A, 11L, B, 5L), 0)).isTrue();
  }

  @Test
  void positionsOfTheRunBeforeProveNothingAboutAJobThatWasResumed() {
    CatchUp catchUp = new CatchUp(Map.of(A, 10L), true);
    Map<TopicPartition, Long> stale = Map.of(A, 10L);
    assertThat(catchUp.isReached(stale, 0)).isFalse();
    catchUp.completed(1, 1_000);
    assertThat(catchUp.isReached(stale, 60_000)).isFalse();
    catchUp.completed(2, 2_000);
    assertThat(catchUp.isReached(stale, 2_000)).isFalse();
    // What the checkpoint committed has arrived: the job is further back.
    assertThat(catchUp.isReached(Map.of(A, 3L), 16_001)).isFalse();
    assertThat(catchUp.isReached(Map.of(A, 10L), 16_001)).isTrue();
  }
}
