package io.intereststream.model.encoder.cmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.serving.Release;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EncodersAgreePropertyTest {

  private static final float TOLERANCE = 1e-5f;

  /** The reference encoder divides stored unit rows by their length once more. */
  private static final double ROUNDED_ROWS = 1e-6;

  @Property(tries = 60)
  void onRandomHistoriesUnderRandomReleases(
      @ForAll long seed,
      @ForAll @IntRange(min = 16, max = 96) int dimension,
      @ForAll @IntRange(min = 16, max = 96) int hidden,
      @ForAll @IntRange(min = 1, max = 16) int interests,
      @ForAll @IntRange(min = 20, max = 200) int window,
      @ForAll @IntRange(min = 1, max = 60) int items) {
    check(seed, dimension, hidden, interests, window, items);
  }

  @Property(tries = 100)
  void inRandomForms(
      @ForAll long seed,
      @ForAll @IntRange(min = 16, max = 48) int dimension,
      @ForAll @IntRange(min = 16, max = 48) int hidden,
      @ForAll @IntRange(min = 1, max = 12) int interests,
      @ForAll @IntRange(min = 20, max = 120) int window,
      @ForAll @IntRange(min = 1, max = 60) int items) {
    Random random = new Random(seed);
    CmiForm form = RandomModel.form(random, interests);
    CmiWeights weights = RandomModel.weights(random, items, dimension, interests, hidden, form);
    check(random, GoldenRelease.inMemory(RandomModel.normalised(weights), window, form));
  }

  /** Its vector is what the smallest norm leaves of it, not one of unit length. */
  @Example
  void onASumThatFadedBelowTheSmallestNorm() {
    float[] axes = {1, 0, 0, 1};
    CmiForm form =
        CmiForm.PAPER.withHardAssignment().withHalfLives(List.of(0.4, 0.4)).withoutGeneral();
    Release release =
        GoldenRelease.inMemory(new CmiWeights(2, 2, axes, axes, null, null), 20, form);
    int[] history = new int[20];
    history[0] = 1;
    check(release, List.of(history));
    assertThat((double) release.encoders().get().encode(List.of(history)).get(0).vectors()[3])
        .isCloseTo(Math.pow(2, -19 / 0.4) / 1e-12, within(1e-6));
  }

  /** Checks both encoders on histories drawn from a seed, under weights drawn from it. */
  static void check(long seed, int dimension, int hidden, int interests, int window, int items) {
    Random random = new Random(seed);
    CmiWeights weights = RandomModel.weights(random, items, dimension, interests, hidden);
    check(random, GoldenRelease.inMemory(RandomModel.normalised(weights), window));
  }

  private static void check(Random random, Release release) {
    check(release, RandomModel.histories(random, 12, release.items(), release.window()));
  }

  private static void check(Release release, List<int[]> histories) {
    List<Interests> found = release.encoders().get().encode(histories);
    List<Interests> computed = release.encoders(ItemTables.COMPUTED).get().encode(histories);
    try (CmiReference reference = new CmiReference(release.data())) {
      List<Interests> expected = reference.encode(histories);
      for (int i = 0; i < histories.size(); i++) {
        assertSame(found.get(i), expected.get(i));
        assertThat(computed.get(i).vectors()).isEqualTo(found.get(i).vectors());
        assertThat(computed.get(i).weights()).isEqualTo(found.get(i).weights());
        assertThat(computed.get(i).general()).isEqualTo(found.get(i).general());
      }
      checkCarriedOnTogether(release, histories, expected);
      int[] last = histories.get(histories.size() - 1);
      if (last.length > 0) {
        assertEquations(expected.get(histories.size() - 1), release, last);
      } else {
        assertThat(expected.get(histories.size() - 1).count()).isZero();
      }
    }
  }

  /** The oldest item of each history is taken in alone, the others together. */
  private static void checkCarriedOnTogether(
      Release release, List<int[]> histories, List<Interests> expected) {
    IncrementalEncoder encoder = (IncrementalEncoder) release.encoders().get();
    float[][] states = new float[histories.size()][encoder.stateSize()];
    int[][] rest = new int[histories.size()][];
    for (int i = 0; i < states.length; i++) {
      int[] rows = release.data().newest(histories.get(i), i);
      int alone = Math.min(rows.length, 1);
      encoder.append(states[i], Arrays.copyOf(rows, alone));
      rest[i] = Arrays.copyOfRange(rows, alone, rows.length);
    }
    encoder.append(states, rest);
    for (int i = 0; i < states.length; i++) {
      Interests found = new Interests(release.interests(), release.dimension());
      int[] rows = release.data().newest(histories.get(i), i);
      encoder.interests(states[i], rows, found);
      assertThat(found.count()).isEqualTo(expected.get(i).count());
      if (rows.length > 0) {
        assertSame(found, expected.get(i));
      }
    }
  }

  private static void assertSame(Interests found, Interests expected) {
    assertThat(found.count()).isEqualTo(expected.count());
    assertThat(found.vectors()).containsExactly(expected.vectors(), within(TOLERANCE));
    assertThat(found.general()).containsExactly(expected.general(), within(TOLERANCE));
    assertThat(found.weights()).containsExactly(expected.weights(), within(TOLERANCE));
    assertThat(found.categories()).isEqualTo(expected.categories());
  }

  private static void assertEquations(Interests found, Release release, int[] history) {
    CmiForm form = CmiForm.of(release.data());
    NaiveCmi naive =
        new NaiveCmi(
            RandomModel.weights(release.data()),
            form,
            release.manifest().temperature(),
            release.data().newest(history, 0));
    boolean all =
        form.assignment() == CmiForm.Assignment.SOFT
            || form.anchor() > 0
            || form.general() && form.fusion() instanceof CmiForm.Fusion.Paper;
    int[] categories =
        IntStream.range(0, release.interests()).filter(l -> all || naive.weights[l] > 0).toArray();
    assertThat(found.count()).isEqualTo(categories.length);
    int d = release.dimension();
    for (int i = 0; i < categories.length; i++) {
      assertThat(found.categories()[i]).isEqualTo(categories[i]);
      assertThat((double) found.weights()[i])
          .isCloseTo(naive.weights[categories[i]], within(ROUNDED_ROWS));
      for (int k = 0; k < d; k++) {
        assertThat((double) found.vectors()[i * d + k])
            .isCloseTo(naive.interests[categories[i]][k], within(ROUNDED_ROWS));
      }
    }
    for (int k = 0; k < d; k++) {
      assertThat((double) found.general()[k]).isCloseTo(naive.general[k], within(ROUNDED_ROWS));
    }
  }
}
