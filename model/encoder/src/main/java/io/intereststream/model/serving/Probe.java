package io.intereststream.model.serving;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.release.ProbeData;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.Throttle;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Checks an encoder against the vectors that the reference encoder computed when the release was
 * written, {@link ProbeData}.
 */
public final class Probe {

  /** Largest difference of a component that counts as equal. */
  public static final double TOLERANCE = 1e-5;

  private final String name;
  private final int dimension;
  private final boolean zeroMeansNone;
  private final List<int[]> histories;
  private final float[] interests;
  private final float[] general;
  private final Throttle throttle;

  Probe(ProbeData data, Throttle throttle) {
    this.name = data.name();
    this.dimension = data.dimension();
    this.zeroMeansNone = data.zeroMeansNone();
    this.histories = data.histories();
    this.interests = data.interests();
    this.general = data.general();
    this.throttle = throttle;
  }

  /** Returns the number of histories. */
  public int size() {
    return histories.size();
  }

  /**
   * Encodes the histories one by one and compares categories and vectors with those of the probe.
   * If the form leaves interests out, a vector that is zero within the tolerance counts as absent.
   *
   * @throws ReleaseException if categories differ, or if a component differs by more than {@link
   *     #TOLERANCE}
   */
  public void check(Encoder encoder) {
    Throttle.Loop loop = throttle.startLoop();
    for (int p = 0; p < histories.size(); p++) {
      Interests found = encoder.encode(List.of(histories.get(p))).get(0);
      loop.afterStep();
      compare(p, found);
    }
  }

  /**
   * As {@link #check}, but encodes all histories in one call.
   *
   * @param warmUps number of extra calls before, so that the JIT compiler compiles the encoder
   */
  public void checkTogether(Encoder encoder, int warmUps) {
    Throttle.Loop loop = throttle.startLoop();
    for (int i = 0; i < warmUps; i++) {
      encoder.encode(histories);
      loop.afterStep();
    }
    List<Interests> found = encoder.encode(histories);
    for (int p = 0; p < histories.size(); p++) {
      compare(p, found.get(p));
    }
  }

  private void compare(int p, Interests of) {
    int[] categories = categories(of);
    int[] expected = categories(p);
    if (!Arrays.equals(categories, expected)) {
      throw new ReleaseException(
          String.format(
              "%s: history %d: interests %s (expected: %s)",
              name, p, Arrays.toString(categories), Arrays.toString(expected)));
    }
    for (int i = 0; i < of.count(); i++) {
      int category = of.categories()[i];
      int row = p * perHistory() + category;
      compare(p, "interest " + category, of.vectors(), i, interests, row);
    }
    compare(p, "general interest", of.general(), 0, general, p);
  }

  private int perHistory() {
    return interests.length / (histories.size() * dimension);
  }

  /** Returns the expected categories of a history, in order. */
  private int[] categories(int p) {
    return IntStream.range(0, perHistory())
        .filter(l -> counts(interests, p * perHistory() + l))
        .toArray();
  }

  private int[] categories(Interests of) {
    return IntStream.range(0, of.count())
        .filter(i -> counts(of.vectors(), i))
        .map(i -> of.categories()[i])
        .toArray();
  }

  /**
   * Returns whether a vector counts as an interest: if the form leaves interests out, it must not
   * be zero within the tolerance.
   */
  private boolean counts(float[] vectors, int row) {
    for (int k = row * dimension; zeroMeansNone && k < (row + 1) * dimension; k++) {
      if (!(Math.abs(vectors[k]) <= TOLERANCE)) {
        return true;
      }
    }
    return !zeroMeansNone;
  }

  /** Compares vector {@code i} of one array with vector {@code row} of another. */
  private void compare(int p, String what, float[] found, int i, float[] expected, int row) {
    for (int k = 0; k < dimension; k++) {
      float value = found[i * dimension + k];
      float wanted = expected[row * dimension + k];
      // Not inverted: NaN must fail.
      if (!(Math.abs(value - wanted) <= TOLERANCE)) {
        throw new ReleaseException(
            String.format(
                "%s: history %d, %s, component %d: %s (expected: %s within %s)",
                name, p, what, k, value, wanted, TOLERANCE));
      }
    }
  }
}
