package io.intereststream.model.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain loops and those with vector instructions do the same; this module's tests have both. */
class LoopsTest {
  private static final Loops PLAIN = new PlainLoops();
  private static final Loops VECTOR = Loops.best();

  private final Random random = new Random(1);

  private float[] randoms(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private float[][] randoms(int count, int length) {
    float[][] values = new float[count][];
    for (int i = 0; i < count; i++) {
      values[i] = randoms(length);
    }
    return values;
  }

  private static void assertNear(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i])
          .as("at %d", i)
          .isCloseTo(expected[i], within(1e-5f + 2e-6f * Math.abs(expected[i])));
    }
  }

  @Test
  void thisJvmHasBoth() {
    assertThat(VECTOR.toString()).startsWith("vectors of ");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 8, 15, 16, 17, 31, 32, 48, 63, 64, 65, 100, 128, 192, 195})
  void theSameAtAnyLength(int length) {
    int n = 1 + length / 3;
    float[][] columns = randoms(n, length);
    Columns matrix = new Columns(columns);
    float[][] x = randoms(8, n + 2);
    float[][] start = randoms(8, length);
    float[][] plain = new float[8][];
    float[][] vector = new float[8][];
    for (int v = 0; v < 8; v++) {
      plain[v] = start[v].clone();
      vector[v] = start[v].clone();
    }
    PLAIN.addTo(columns, x[0], 2, n, plain[0]);
    VECTOR.addTo(columns, x[0], 2, n, vector[0]);
    assertNear(vector[0], plain[0]);
    float[][] input = randoms(8, length + 3);
    PLAIN.recur(matrix, x[1], 1, input[1], 3, plain[1]);
    VECTOR.recur(matrix, x[1], 1, input[1], 3, vector[1]);
    assertNear(vector[1], plain[1]);
    PLAIN.recurEight(matrix, x, 2, input, 3, plain);
    VECTOR.recurEight(matrix, x, 2, input, 3, vector);
    for (int v = 0; v < 8; v++) {
      assertNear(vector[v], plain[v]);
    }
    PLAIN.addOne(columns[0], 0.7f, plain[0]);
    VECTOR.addOne(columns[0], 0.7f, vector[0]);
    PLAIN.scale(plain[0], 1.5f);
    VECTOR.scale(vector[0], 1.5f);
    assertNear(vector[0], plain[0]);
    assertThat(VECTOR.norm(vector[0], 0, length))
        .isCloseTo(PLAIN.norm(plain[0], 0, length), withinPercentage(1e-4));
    PLAIN.relu(plain[0]);
    VECTOR.relu(vector[0]);
    assertNear(vector[0], plain[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 20, 32, 33, 64, 70, 100, 129})
  void sumsRowsWithFactors(int d) {
    for (int sums : new int[] {1, 3, 4, 8, 9}) {
      RowMatrix rows = new RowMatrix(randoms(1 + 11 * (d + 2)), 1, d, d + 2);
      RowMatrix factors = new RowMatrix(randoms(2 + 11 * (sums + 3)), 2, sums, sums + 3);
      float[] plain = randoms(3 + sums * d);
      float[] vector = plain.clone();
      float[] expected = plain.clone();
      for (int l = 0; l < sums; l++) {
        for (int k = 0; k < d; k++) {
          float sum = 0;
          for (int i = 2; i < 11; i++) {
            sum += factors.values()[factors.index(i) + l] * rows.values()[rows.index(i) + k];
          }
          expected[3 + l * d + k] = sum;
        }
      }
      PLAIN.sumRows(rows, 2, 11, factors, plain, 3);
      VECTOR.sumRows(rows, 2, 11, factors, vector, 3);
      assertNear(plain, expected);
      assertNear(vector, expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 20, 64})
  void fusesAlike(int length) {
    float[] z = randoms(length + 4);
    float[] common = randoms(length);
    float[] plain = randoms(length + 5);
    float[] vector = plain.clone();
    PLAIN.fuse(z, 3, 0.3f, common, plain, 2);
    VECTOR.fuse(z, 3, 0.3f, common, vector, 2);
    assertNear(vector, plain);
    assertThat(PLAIN.norm(plain, 2, length)).isCloseTo(1, within(1e-6));
    assertThat(VECTOR.norm(plain, 2, length)).isCloseTo(1, within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 16, 24, 33, 64, 100})
  void theSameStepOfAGru(int hidden) {
    for (double scale : new double[] {0.1, 1, 5, 40, 1000}) {
      float[] gates = randoms(3 * hidden);
      float[] item = randoms(hidden + 3);
      // Not the candidate's gates, which would amplify an error of r.
      for (int i = 0; i < 2 * hidden; i++) {
        gates[i] *= scale;
      }
      float[] plain = randoms(hidden + 2);
      float[] vector = plain.clone();
      GruScratch scratch = new GruScratch(hidden);
      PLAIN.gru(gates, item, 3, plain, 1, scratch);
      VECTOR.gru(gates, item, 3, vector, 1, scratch);
      for (int i = 0; i < plain.length; i++) {
        assertThat(vector[i]).as("scale %s", scale).isCloseTo(plain[i], within(2e-6f));
      }
    }
  }

  @Test
  void theLengthOfNothingIsNotZero() {
    assertThat(Loops.inverse(VECTOR.norm(new float[64], 0, 64))).isEqualTo(1e12f);
    assertThat(Loops.inverse(PLAIN.norm(new float[64], 0, 64))).isEqualTo(1e12f);
  }
}
