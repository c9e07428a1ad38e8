package io.intereststream.model.encoder.cmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.fixture.Shared;
import io.intereststream.model.math.UnitVectors;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.Safetensors;
import io.intereststream.model.search.ScoredItem;
import io.intereststream.model.search.TopItems;
import io.intereststream.model.serving.Release;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every vector of {@code encode.safetensors}: 84 histories of 1 to 260 items. */
class GoldenEncodeTest {

  /** Any float64 implementation (golden README, section 5). */
  private static final double DOUBLE = 1e-10;

  /**
   * The reference encoder on a loaded release: rows of m32x4 are not of unit length, so that
   * loading rounds them to float32 (6e-8 of each component), and a sum z of 100 of them by 100
   * times that at worst.
   */
  private static final double ROUNDED_ROWS = 1e-6;

  /** A float32 implementation. */
  private static final double FLOAT = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {"m64x8", "m32x4"})
  void referenceEncoderInDoubleThroughout(String name) throws ReleaseException {
    checkReference(name, GoldenRelease.inMemory(GoldenRelease.weights(name), 100), DOUBLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m64x8", "m32x4"})
  void referenceEncoderOnRowsRoundedByLoading(String name) throws ReleaseException {
    double tolerance = name.equals("m64x8") ? DOUBLE : ROUNDED_ROWS;
    checkReference(
        name,
        GoldenRelease.inMemory(RandomModel.normalised(GoldenRelease.weights(name)), 100),
        tolerance);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m64x8", "m32x4"})
  void incrementalEncoder(String name) throws ReleaseException {
    Golden golden = new Golden(name);
    Release release =
        GoldenRelease.inMemory(RandomModel.normalised(GoldenRelease.weights(name)), 100);
    int d = release.dimension();
    int interests = release.interests();
    CmiItemTable table = new CmiItemTable(release.data(), ItemTables.PRECOMPUTED);
    CmiEncoder encoder = new CmiEncoder(table);
    InterestSums sums = InterestSums.of(table);
    HistoryRows historyRows = new HistoryRows(table.vectors(), d, release.window());
    for (int user = 0; user < golden.histories.size(); user++) {
      int[] rows = release.data().newest(golden.histories.get(user), user);
      float[] state = new float[encoder.stateSize()];
      for (int row : rows) {
        encoder.append(state, row);
      }
      Interests found = new Interests(interests, d);
      encoder.interests(state, rows, found);
      sums.compute(rows, historyRows);
      golden.check("interest_sum", user, doubles(sums.z, 0, interests * d), FLOAT);
      golden.check("gru_last", user, doubles(state, 0, release.hidden()), FLOAT);
      golden.check("general_interest", user, doubles(found.general(), 0, d), FLOAT);
      golden.check("interest", user, doubles(found.vectors(), 0, interests * d), FLOAT);
      assertThat(sum(found.weights())).isCloseTo(1, within(1e-5));
    }
    long[] users = golden.file.longs("assign_users");
    double[] shares = golden.file.doubles("assign_weights.f64", users.length, 100, interests);
    for (int i = 0; i < users.length; i++) {
      int[] rows = release.data().newest(golden.histories.get((int) users[i]), i);
      for (int t = 0; t < rows.length; t++) {
        sums.compute(new int[] {rows[t]}, historyRows);
        assertThat(doubles(sums.weights, 0, interests))
            .containsExactly(
                Arrays.copyOfRange(
                    shares, (i * 100 + t) * interests, (i * 100 + t + 1) * interests),
                within(FLOAT));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"m64x8", "m32x4"})
  void topFiftyInExactOrderWithEitherHistoryRemoved(String name) throws ReleaseException {
    Golden golden = new Golden(name);
    Release release =
        GoldenRelease.inMemory(RandomModel.normalised(GoldenRelease.weights(name)), 100);
    TopItems top = release.search();
    List<Interests> incremental =
        new CmiEncoder(new CmiItemTable(release.data(), ItemTables.PRECOMPUTED))
            .encode(golden.histories);
    try (CmiReference encoder = new CmiReference(release.data())) {
      List<Interests> reference = encoder.encode(golden.histories);
      for (int user = 0; user < golden.histories.size(); user++) {
        int[] full = golden.histories.get(user);
        int[] window = release.data().newest(full, user);
        for (Interests interests : List.of(incremental.get(user), reference.get(user))) {
          golden.checkTop("top50", user, top.search(interests, 50, window));
          golden.checkTop("top50_full_history", user, top.search(interests, 50, full));
        }
      }
    }
  }

  private static void checkReference(String name, Release release, double tolerance)
      throws ReleaseException {
    Golden golden = new Golden(name);
    try (CmiReference encoder = new CmiReference(release.data())) {
      List<ReferencePass> passes = encoder.pass(golden.histories);
      for (int user = 0; user < passes.size(); user++) {
        ReferencePass pass = passes.get(user);
        golden.check("gru_last", user, pass.hidden(), tolerance);
        golden.check("general_preact", user, pass.preactivation(), tolerance);
        golden.check("general_interest", user, pass.general(), tolerance);
        golden.check("interest_sum", user, pass.sums(), 10 * tolerance);
        golden.check("interest", user, pass.interests(), tolerance);
        golden.check("fused_norm", user, fusedNorms(pass), tolerance);
      }
      long[] users = golden.file.longs("assign_users");
      int interests = release.interests();
      double[] shares = golden.file.doubles("assign_weights.f64", users.length, 100, interests);
      for (int i = 0; i < users.length; i++) {
        List<int[]> singles = new ArrayList<>();
        for (int row : release.data().newest(golden.histories.get((int) users[i]), i)) {
          singles.add(new int[] {row});
        }
        List<ReferencePass> ofItems = encoder.pass(singles);
        for (int t = 0; t < singles.size(); t++) {
          int from = (i * 100 + t) * interests;
          assertThat(ofItems.get(t).weights())
              .containsExactly(
                  Arrays.copyOfRange(shares, from, from + interests), within(tolerance));
        }
      }
    }
  }

  /** |unit(z_l) + u^g|. */
  private static double[] fusedNorms(ReferencePass pass) {
    int d = pass.general().length;
    double[] norms = new double[pass.weights().length];
    double[] unit = pass.sums().clone();
    for (int l = 0; l < norms.length; l++) {
      UnitVectors.normalise(unit, l * d, d);
      for (int k = 0; k < d; k++) {
        norms[l] += Math.pow(unit[l * d + k] + pass.general()[k], 2);
      }
      norms[l] = Math.sqrt(norms[l]);
    }
    return norms;
  }

  private static double[] doubles(float[] values, int from, int length) {
    double[] doubles = new double[length];
    Arrays.setAll(doubles, i -> values[from + i]);
    return doubles;
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  /** The file and its histories. */
  private static final class Golden {
    final Safetensors file;
    final List<int[]> histories = new ArrayList<>();
    private final Map<String, double[]> tensors = new HashMap<>();

    Golden(String name) throws ReleaseException {
      file = Safetensors.open(Shared.golden(name + "/encode.safetensors"));
      long[] ids = file.longs("seq_full");
      long[] lengths = file.longs("len_full");
      int width = ids.length / lengths.length;
      for (int user = 0; user < lengths.length; user++) {
        histories.add(GoldenRelease.rows(ids, user * width, (int) lengths[user]));
      }
    }

    void check(String tensor, int user, double[] found, double tolerance) throws ReleaseException {
      double[] all = tensors.get(tensor);
      if (all == null) {
        all = file.doubles(tensor + ".f64");
        tensors.put(tensor, all);
      }
      assertThat(all).hasSize(histories.size() * found.length);
      assertThat(found)
          .as("%s of user %d", tensor, user)
          .containsExactly(
              Arrays.copyOfRange(all, user * found.length, (user + 1) * found.length),
              within(tolerance));
    }

    void checkTop(String tensor, int user, List<ScoredItem> found) throws ReleaseException {
      long[] ids = file.longs(tensor + "_ids", histories.size(), 50);
      double[] scores = file.doubles(tensor + "_scores.f64", histories.size(), 50);
      assertThat(found.stream().mapToLong(item -> item.row() + 1L))
          .as("%s of user %d", tensor, user)
          .containsExactly(boxed(Arrays.copyOfRange(ids, user * 50, (user + 1) * 50)));
      for (int i = 0; i < 50; i++) {
        assertThat((double) found.get(i).score()).isCloseTo(scores[user * 50 + i], within(FLOAT));
      }
    }

    private static Long[] boxed(long[] values) {
      return Arrays.stream(values).boxed().toArray(Long[]::new);
    }
  }
}
