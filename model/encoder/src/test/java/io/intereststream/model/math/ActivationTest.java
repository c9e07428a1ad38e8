package io.intereststream.model.math;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ActivationTest {

  private static final int N = 200_001;

  private final Activation activation = new Activation(N);

  @Test
  void sigmoidAndTanhAreWithinTheirAbsoluteErrors() {
    for (double bound : new double[] {1, 10, 1000}) {
      float[] x = grid(-bound, bound);
      float[] sigmoid = x.clone();
      float[] tanh = x.clone();
      activation.sigmoid(sigmoid);
      activation.tanh(tanh);
      double worstSigmoid = 0;
      double worstTanh = 0;
      for (int i = 0; i < N; i++) {
        worstSigmoid = Math.max(worstSigmoid, Math.abs(sigmoid[i] - 1 / (1 + Math.exp(-x[i]))));
        worstTanh = Math.max(worstTanh, Math.abs(tanh[i] - Math.tanh(x[i])));
      }
      assertThat(worstSigmoid).isLessThanOrEqualTo(2e-7);
      assertThat(worstTanh).isLessThanOrEqualTo(3e-7);
    }
  }

  @Test
  void nanStaysNan() {
    float[] x = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    float[] tanh = x.clone();
    Activation three = new Activation(3);
    three.sigmoid(x);
    three.tanh(tanh);
    assertThat(x[0]).isNaN();
    assertThat(x[1]).isEqualTo(1f);
    assertThat(x[2]).isBetween(0f, 1e-37f);
    assertThat(tanh).containsExactly(Float.NaN, 1f, -1f);
  }

  private static float[] grid(double from, double to) {
    float[] x = new float[N];
    for (int i = 0; i < N; i++) {
      x[i] = (float) (from + (to - from) * i / (N - 1));
    }
    return x;
  }
}
