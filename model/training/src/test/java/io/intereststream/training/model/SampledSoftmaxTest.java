package io.intereststream.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.training.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Which interest a target trains, and with which negatives. */
class SampledSoftmaxTest {

  @Test
  void anInactiveInterestIsNeverTheNearest() {
    Tensor interests = Tensors.floats(new float[] {-2, 0, 0, 0, -1, 0, 3, 0, 1, 0, 2, 0}, 2, 3, 2);
    Tensor active = Tensors.floats(new float[] {1, 0, 1, 0, 1, 1}, 2, 3);
    Tensor targets = Tensors.floats(new float[] {1, 0, 1, 0}, 2, 2);
    float[] nearest = Tensors.floats(SampledSoftmax.nearest(interests, active, targets));
    assertThat(nearest).containsExactly(-1, 0, 2, 0);
  }

  @Test
  void aNegativeThatIsTheTargetIsLeftOut() {
    Tensor vector = Tensors.floats(new float[] {1, 0}, 1, 2);
    Tensor targets = Tensors.floats(new float[] {2, 0}, 1, 2);
    Tensor negatives = Tensors.floats(new float[] {1, 5, 2, 0}, 2, 2);
    Examples examples =
        new Examples(
            null, Tensors.longs(new long[] {7}, 1), Tensors.longs(new long[] {4, 7}, 2), null);
    LossTerm term = SampledSoftmax.overVector(vector, targets, negatives, examples);
    double expected = Math.log(Math.exp(2) + Math.exp(1)) - 2;
    assertThat(term.value().item_double()).isCloseTo(expected, within(1e-6));
  }
}
