package io.intereststream.model.encoder.cmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.fixture.Shared;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.Safetensors;
import io.intereststream.model.serving.Release;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every vector of {@code incremental.safetensors}: states after each prefix, and windows. */
class GoldenIncrementalTest {

  private static final int WIDTH = 120;
  private static final double DOUBLE = 1e-10;
  private static final double FLOAT = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {"m64x8", "m32x4"})
  void incrementalEncoderAfterEachPrefix(String name) throws ReleaseException {
    Safetensors file = Safetensors.open(Shared.golden(name + "/incremental.safetensors"));
    Release release =
        GoldenRelease.inMemory(RandomModel.normalised(GoldenRelease.weights(name)), WIDTH);
    int d = release.dimension();
    int interests = release.interests();
    double[] hidden = file.doubles("gru_hidden.f64", 8, WIDTH, release.hidden());
    float[] general = file.floats("general_prefix.f32", 8, WIDTH, d);
    double[] vectors = file.doubles("interest_prefix.f64", 2, 25, interests, d);
    long[] vectorUsers = file.longs("interest_prefix_users", 2);
    CmiEncoder encoder = new CmiEncoder(new CmiItemTable(release.data(), ItemTables.PRECOMPUTED));
    List<int[]> histories = histories(file);
    for (int user = 0; user < histories.size(); user++) {
      float[] state = new float[encoder.stateSize()];
      Interests found = new Interests(interests, d);
      int vectorRow = Arrays.stream(vectorUsers).boxed().toList().indexOf((long) user);
      for (int t = 0; t < histories.get(user).length; t++) {
        encoder.append(state, histories.get(user)[t]);
        encoder.interests(state, Arrays.copyOf(histories.get(user), t + 1), found);
        assertClose(state, 0, hidden, (user * WIDTH + t) * d, d, FLOAT);
        assertClose(found.general(), 0, doubles(general), (user * WIDTH + t) * d, d, FLOAT);
        if (vectorRow >= 0 && t < 25) {
          int from = (vectorRow * 25 + t) * interests * d;
          assertClose(found.vectors(), 0, vectors, from, interests * d, FLOAT);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"m64x8", "m32x4"})
  void referenceEncoderAfterEachPrefix(String name) throws ReleaseException {
    Safetensors file = Safetensors.open(Shared.golden(name + "/incremental.safetensors"));
    // A window longer than all histories: these states know none.
    Release release = GoldenRelease.inMemory(GoldenRelease.weights(name), 200);
    int d = release.dimension();
    int interests = release.interests();
    double[] hidden = file.doubles("gru_hidden.f64", 8, WIDTH, release.hidden());
    float[] general = file.floats("general_prefix.f32", 8, WIDTH, d);
    double[] vectors = file.doubles("interest_prefix.f64", 2, 25, interests, d);
    long[] vectorUsers = file.longs("interest_prefix_users", 2);
    try (CmiReference encoder = new CmiReference(release.data())) {
      List<int[]> histories = histories(file);
      for (int user = 0; user < histories.size(); user++) {
        List<int[]> prefixes = new ArrayList<>();
        for (int t = 1; t <= histories.get(user).length; t++) {
          prefixes.add(Arrays.copyOf(histories.get(user), t));
        }
        int vectorRow = Arrays.stream(vectorUsers).boxed().toList().indexOf((long) user);
        List<ReferencePass> passes = encoder.pass(prefixes);
        for (int t = 0; t < passes.size(); t++) {
          ReferencePass pass = passes.get(t);
          assertClose(pass.hidden(), hidden, (user * WIDTH + t) * d, DOUBLE);
          assertClose(pass.general(), doubles(general), (user * WIDTH + t) * d, FLOAT);
          if (vectorRow >= 0 && t < 25) {
            int from = (vectorRow * 25 + t) * interests * d;
            assertClose(pass.interests(), vectors, from, DOUBLE);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"m64x8", "m32x4"})
  void bothEncodersOnTheLastHundred(String name) throws ReleaseException {
    Safetensors file = Safetensors.open(Shared.golden(name + "/incremental.safetensors"));
    CmiWeights weights = GoldenRelease.weights(name);
    int d = weights.dimension();
    int size = weights.interests() * d;
    int[] history = histories(file).get((int) file.longs("window_user", 1)[0]);
    long[] lengths = file.longs("window_prefix_len", 8);
    double[] hidden = file.doubles("windowed_hidden.f64", 8, d);
    double[] vectors = file.doubles("windowed_interest.f64", 8, weights.interests(), d);
    List<int[]> prefixes =
        Arrays.stream(lengths).mapToObj(n -> Arrays.copyOf(history, (int) n)).toList();
    try (CmiReference encoder = new CmiReference(GoldenRelease.inMemory(weights, 100).data())) {
      List<ReferencePass> passes = encoder.pass(prefixes);
      for (int i = 0; i < passes.size(); i++) {
        assertClose(passes.get(i).hidden(), hidden, i * d, DOUBLE);
        assertClose(passes.get(i).interests(), vectors, i * size, DOUBLE);
      }
    }
    Release release = GoldenRelease.inMemory(RandomModel.normalised(weights), 100);
    List<Interests> found =
        new CmiEncoder(new CmiItemTable(release.data(), ItemTables.PRECOMPUTED)).encode(prefixes);
    for (int i = 0; i < found.size(); i++) {
      assertClose(found.get(i).vectors(), 0, vectors, i * size, size, FLOAT);
    }
  }

  private static List<int[]> histories(Safetensors file) throws ReleaseException {
    long[] ids = file.longs("seq", 8, WIDTH);
    long[] lengths = file.longs("len", 8);
    List<int[]> histories = new ArrayList<>();
    for (int user = 0; user < lengths.length; user++) {
      histories.add(GoldenRelease.rows(ids, user * WIDTH, (int) lengths[user]));
    }
    return histories;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private static void assertClose(
      float[] found, int at, double[] expected, int from, int length, double tolerance) {
    assertClose(doubles(Arrays.copyOfRange(found, at, at + length)), expected, from, tolerance);
  }

  private static void assertClose(double[] found, double[] expected, int from, double tolerance) {
    assertThat(found)
        .containsExactly(
            Arrays.copyOfRange(expected, from, from + found.length), within(tolerance));
  }
}
