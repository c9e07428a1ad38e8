package io.intereststream.training.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class BatchQueueTest {

  /** Returns a batch with the step's number as its only target. */
  private static Batch batch(long step) {
    return new Batch(new int[][] {{0}}, new int[] {1}, new int[] {(int) step}, new int[0], null);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void batchesHaveTheOrderOfTheSteps(int threads) {
    try (BatchQueue queue = new BatchQueue(BatchQueueTest::batch, 100, threads)) {
      for (int step = 100; step < 150; step++) {
        assertThat(queue.next().targets()).containsExactly(step);
      }
    }
  }

  @Test
  void anErrorOfTheSamplerIsABugWithItsCause() {
    IllegalStateException cause = new IllegalStateException("no items");
    Sampler broken =
        step -> {
          throw cause;
        };
    try (BatchQueue queue = new BatchQueue(broken, 0, 1)) {
      assertThatThrownBy(queue::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("cannot draw a batch")
          .hasCause(cause);
    }
  }

  @Test
  void anInterruptionEndsTheRun() {
    CountDownLatch never = new CountDownLatch(1);
    Sampler waiting =
        step -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return batch(step);
        };
    try (BatchQueue queue = new BatchQueue(waiting, 0, 1)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(queue::next)
          .isInstanceOf(InterestStreamException.class)
          .hasFieldOrPropertyWithValue("exitCode", ExitCode.ENVIRONMENT)
          .hasMessage("interrupted while drawing a batch");
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
