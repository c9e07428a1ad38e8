package io.intereststream.model.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftmaxTest {

  @Test
  void theFirstLogitsBecomeSharesAndTheOthersStay() {
    double[] x = {Math.log(1), Math.log(2), Math.log(5), 7};
    Softmax.apply(x, 3);
    assertThat(x).containsExactly(new double[] {0.125, 0.25, 0.625, 7}, within(1e-15));
  }

  @Test
  void aTemperatureDividesTheLogits() {
    double[] x = {Math.log(1) / 4, Math.log(3) / 4};
    Softmax.apply(x, 2, 0.25);
    assertThat(x).containsExactly(new double[] {0.25, 0.75}, within(1e-15));
  }

  @Test
  void logitsThatWouldOverflowDoNot() {
    double[] x = {1e6, -1e6, 1e6};
    Softmax.apply(x, 3);
    assertThat(x).containsExactly(0.5, 0, 0.5);
  }
}
