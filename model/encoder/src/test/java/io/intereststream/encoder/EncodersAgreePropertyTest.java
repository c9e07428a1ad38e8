package io.intereststream.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EncodersAgreePropertyTest {

  private static final float TOLERANCE = 1e-5f;

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

  /** Checks both encoders on histories drawn from a seed, under weights drawn from it. */
  static void check(long seed, int dimension, int hidden, int interests, int window, int items) {
    Random random = new Random(seed);
    Release release =
        GoldenRelease.inMemory(
            RandomRelease.weights(random, items, dimension, interests, hidden).normalised(),
            window);
    List<int[]> histories = RandomRelease.histories(random, 12, items, window);
    List<Interests> found = new IncrementalEncoder(new ItemTable(release)).encode(histories);
    try (ReferenceEncoder reference = new ReferenceEncoder(release)) {
      List<Interests> expected = reference.encode(histories);
      for (int i = 0; i < histories.size(); i++) {
        assertThat(found.get(i).count())
            .isEqualTo(expected.get(i).count())
            .isEqualTo(histories.get(i).length == 0 ? 0 : interests);
        assertThat(found.get(i).vectors())
            .containsExactly(expected.get(i).vectors(), within(TOLERANCE));
        assertThat(found.get(i).general())
            .containsExactly(expected.get(i).general(), within(TOLERANCE));
        assertThat(found.get(i).weights())
            .containsExactly(expected.get(i).weights(), within(TOLERANCE));
        assertThat(found.get(i).categories()).isEqualTo(expected.get(i).categories());
      }
    }
  }
}
