package io.intereststream.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the contrastive term with its formula, which is differentiated automatically. */
class ContrastTest {
  private static final int D = 5;

  @BeforeAll
  static void oneThread() {
    torch.set_num_threads(1);
  }

  @ParameterizedTest
  @CsvSource({"1, 0.1", "2, 0.1", "40, 0.1", "40, 1", "25, 0.02"})
  void equalsItsFormula(int count, double temperature) {
    assertSame(units(count, 1), units(count, 2), count, temperature);
  }

  @Test
  void equalsItsFormulaIfInterestsAreEqual() {
    float[] a = units(12, 1);
    float[] b = a.clone();
    System.arraycopy(a, 0, a, 3 * D, D);
    System.arraycopy(b, 0, b, 7 * D, D);
    assertSame(a, b, 12, 0.1);
  }

  private static void assertSame(float[] rowsOfA, float[] rowsOfB, int count, double temperature) {
    Tensor a = leaf(rowsOfA, count, ScalarType.Float);
    Tensor b = leaf(rowsOfB, count, ScalarType.Float);
    Contrast contrast = new Contrast(a, b, temperature);
    contrast.surrogate().backward();

    Tensor plainA = leaf(rowsOfA, count, ScalarType.Double);
    Tensor plainB = leaf(rowsOfB, count, ScalarType.Double);
    Tensor similarity = plainA.matmul(plainB.t()).div(Tensors.scalar(temperature));
    Tensor forward = torch.log_softmax(similarity, 1).diagonal().neg().mean();
    Tensor backward = torch.log_softmax(similarity.t(), 1).diagonal().neg().mean();
    forward.add(backward).backward();

    assertThat(contrast.forward().item_double()).isCloseTo(forward.item_double(), within(2e-5));
    assertThat(contrast.backward().item_double()).isCloseTo(backward.item_double(), within(2e-5));
    assertClose(a.grad(), plainA.grad());
    assertClose(b.grad(), plainB.grad());
  }

  private static void assertClose(Tensor found, Tensor expected) {
    float[] values = Tensors.floats(found);
    float[] plain = Tensors.floats(Tensors.toFloat(expected));
    double largest = 1e-3;
    for (float value : plain) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < plain.length; i++) {
      assertThat((double) values[i])
          .as("entry %d", i)
          .isCloseTo(plain[i], within(1e-5 * largest + 1e-7));
    }
  }

  private static Tensor leaf(float[] values, int count, ScalarType type) {
    return Tensors.floats(values, count, D).to(type).detach().clone().set_requires_grad(true);
  }

  private static float[] units(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] rows = new float[count * D];
    for (int row = 0; row < count; row++) {
      double[] drawn = random.doubles(D, -1, 1).toArray();
      double length = Math.sqrt(Arrays.stream(drawn).map(x -> x * x).sum());
      for (int i = 0; i < D; i++) {
        rows[row * D + i] = (float) (drawn[i] / length);
      }
    }
    return rows;
  }
}
