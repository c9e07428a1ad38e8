package io.intereststream.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
    float[][] x = randoms(4, n + 2);
    float[][] start = randoms(4, length);
    float[][] plain = new float[4][];
    float[][] vector = new float[4][];
    for (int v = 0; v < 4; v++) {
      plain[v] = start[v].clone();
      vector[v] = start[v].clone();
    }
    PLAIN.addTo(columns, x[0], 2, n, plain[0]);
    VECTOR.addTo(columns, x[0], 2, n, vector[0]);
    assertNear(vector[0], plain[0]);
    PLAIN.addTo(matrix, x[1], 1, plain[1]);
    VECTOR.addTo(matrix, x[1], 1, vector[1]);
    assertNear(vector[1], plain[1]);
    PLAIN.addToFour(matrix, x, 2, plain);
    VECTOR.addToFour(matrix, x, 2, vector);
    for (int v = 0; v < 4; v++) {
      assertNear(vector[v], plain[v]);
    }
    PLAIN.addOne(columns[0], 0.7f, plain[0]);
    VECTOR.addOne(columns[0], 0.7f, vector[0]);
    PLAIN.scaleAndAdd(0.9f, 1e-8f, columns[0], -0.3f, plain[0]);
    VECTOR.scaleAndAdd(0.9f, 1e-8f, columns[0], -0.3f, vector[0]);
    PLAIN.scale(plain[0], 1.5f);
    VECTOR.scale(vector[0], 1.5f);
    assertNear(vector[0], plain[0]);
    assertThat(VECTOR.inverseNorm(vector[0])).isCloseTo(PLAIN.inverseNorm(plain[0]), within(1e-5f));
    PLAIN.relu(plain[0]);
    VECTOR.relu(vector[0]);
    assertNear(vector[0], plain[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 20, 64})
  void addsInPlace(int length) {
    float[] column = randoms(length);
    float[] plain = randoms(length + 9);
    float[] vector = plain.clone();
    PLAIN.addOneAt(column, 0.4f, plain, 5, new float[length]);
    VECTOR.addOneAt(column, 0.4f, vector, 5, new float[length]);
    assertNear(vector, plain);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 20, 64})
  void fusesAlike(int length) {
    float[] z = randoms(length);
    float[] common = randoms(length);
    float[] plain = new float[length];
    float[] vector = new float[length];
    PLAIN.fuse(z, 0.3f, common, plain);
    VECTOR.fuse(z, 0.3f, common, vector);
    assertNear(vector, plain);
    assertThat(PLAIN.inverseNorm(plain)).isCloseTo(1, within(1e-6f));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 16, 24, 33, 64, 100})
  void theSameStepOfAGru(int hidden) {
    for (double scale : new double[] {0.1, 1, 5, 40, 1000}) {
      float[] gates = randoms(3 * hidden);
      float[] item = randoms(hidden + 3);
      // Not the candidate's: an error of r there would grow with it.
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
    assertThat(VECTOR.inverseNorm(new float[64])).isEqualTo(PLAIN.inverseNorm(new float[64]));
  }
}
