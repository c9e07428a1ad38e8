package io.intereststream.model.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.cmi.CmiForm;
import io.intereststream.model.encoder.cmi.CmiWeights;
import io.intereststream.model.encoder.octopus.OctopusForm;
import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.serving.Release;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopItemsTest {

  @ParameterizedTest
  @CsvSource({
    "1, 16, 1, 5",
    "127, 17, 3, 50",
    "128, 32, 4, 128",
    "1000, 64, 8, 50",
    "1000, 96, 16, 1"
  })
  void equalsBruteForceInDoubleWithTiesToTheSmallerRow(int items, int d, int interests, int k) {
    Random random = new Random(items);
    Release release = releaseWithTwins(random, items, d, interests);
    Interests viewer =
        release.encoders().get().encode(List.of(random.ints(30, 0, items).toArray())).get(0);
    int[] history = random.ints(Math.min(20, items - 1), 0, items).toArray();

    List<ScoredItem> found = release.search().search(viewer, k, history);

    List<Integer> expected = bruteForce(release, viewer, history);
    assertThat(found).extracting(ScoredItem::row).isEqualTo(expected.subList(0, found.size()));
    assertThat(found).hasSize(Math.min(k, expected.size()));
    for (ScoredItem item : found) {
      assertThat((double) item.score()).isCloseTo(score(release, viewer, item.row()), within(1e-6));
      assertThat(cosine(release, viewer, item.category(), item.row()))
          .isCloseTo(item.score(), within(1e-6));
    }
  }

  @Test
  void aBiasIsAddedToTheScoreOfEachItem() {
    Random random = new Random(8);
    CmiForm form = CmiForm.PAPER.withBias();
    CmiWeights weights = RandomModel.normalised(RandomModel.weights(random, 300, 16, 4, 16, form));
    Release release = GoldenRelease.inMemory(weights, 100, form);
    Interests viewer =
        release.encoders().get().encode(List.of(random.ints(30, 0, 300).toArray())).get(0);

    List<ScoredItem> found = release.search().search(viewer, 300, new int[0]);

    assertThat(found)
        .extracting(ScoredItem::row)
        .isEqualTo(bruteForce(release, viewer, new int[0]))
        .isNotEqualTo(bruteForce(GoldenRelease.inMemory(weights, 100), viewer, new int[0]));
    for (ScoredItem item : found) {
      assertThat((double) item.score()).isCloseTo(score(release, viewer, item.row()), within(1e-6));
      assertThat(cosine(release, viewer, item.category(), item.row()))
          .isCloseTo(item.score() - weights.itemBias()[item.row()], within(1e-6));
    }
  }

  @Test
  void nothingIsFoundWithoutInterestsOrWhenAllIsHistory() {
    Release release = releaseWithTwins(new Random(1), 10, 16, 2);
    TopItems top = release.search();
    assertThat(top.search(new Interests(2, 16), 5, new int[0])).isEmpty();
    Interests viewer = release.encoders().get().encode(List.of(new int[] {1})).get(0);
    assertThat(top.search(viewer, 5, IntStream.range(0, 10).toArray())).isEmpty();
    assertThat(top.search(viewer, Integer.MAX_VALUE, new int[] {3, 3})).hasSize(9);
  }

  /** The rule, step by step: quotas by largest remainder, heavier interests choose first. */
  @Test
  void octopusSharesItemsOutByWeight() {
    ModelForm form = new OctopusForm();
    ModelSizes sizes = RandomModel.sizes(form, 300, 16, 3, 0, 100);
    Release release = RandomModel.release(new Random(4), form, sizes, 1);
    Interests viewer = new Interests(3, 16);
    viewer.count(3);
    float[] weights = {0.2f, 0.5f, 0.3f};
    for (int l = 0; l < 3; l++) {
      viewer.categories()[l] = l;
      viewer.weights()[l] = weights[l];
      // The first two search with one vector: the heavier takes what both want.
      System.arraycopy(
          release.data().itemVectors().row(Math.max(1, l)), 0, viewer.vectors(), l * 16, 16);
    }
    int[] history = {1};
    List<ScoredItem> found = release.search().search(viewer, 7, history);

    // 7 · (0.2, 0.5, 0.3) = 1.4, 3.5, 2.1: one more for the second.
    assertThat(found).extracting(ScoredItem::category).containsExactly(1, 1, 2, 1, 1, 2, 0);
    List<Integer> ofBoth = ranked(release, viewer, 1, history);
    assertThat(rows(found, 1)).isEqualTo(ofBoth.subList(0, 4));
    List<Integer> ofThird = ranked(release, viewer, 2, history);
    ofThird.removeAll(rows(found, 1));
    assertThat(rows(found, 2)).isEqualTo(ofThird.subList(0, 2));
    ofBoth.removeAll(rows(found, 1));
    ofBoth.removeAll(rows(found, 2));
    assertThat(rows(found, 0)).isEqualTo(ofBoth.subList(0, 1));
    assertThat(release.search().search(viewer, 1000, history)).hasSize(299);
  }

  private static List<Integer> rows(List<ScoredItem> items, int category) {
    return items.stream().filter(i -> i.category() == category).map(ScoredItem::row).toList();
  }

  private static List<Integer> ranked(Release release, Interests viewer, int l, int[] history) {
    List<Integer> rows = new ArrayList<>(IntStream.range(0, release.items()).boxed().toList());
    rows.removeIf(row -> Arrays.stream(history).anyMatch(h -> h == row));
    rows.sort(Comparator.comparingDouble(row -> -cosine(release, viewer, l, row)));
    return rows;
  }

  @Test
  void rejectsAnImpossibleRequest() {
    TopItems top = releaseWithTwins(new Random(1), 10, 16, 2).search();
    assertThatThrownBy(() -> top.search(new Interests(2, 16), 0, new int[0]))
        .hasMessage("k: 0 (expected: > 0)");
    assertThatThrownBy(() -> top.search(new Interests(2, 17), 1, new int[0]))
        .hasMessage("dimension: 17 (expected: 16)");
  }

  /** Every third row is the same as a row before it: ties that must be broken by row. */
  private static Release releaseWithTwins(Random random, int items, int d, int interests) {
    CmiWeights weights =
        RandomModel.normalised(RandomModel.weights(random, items, d, interests, 16));
    for (int row = 3; row < items; row += 3) {
      System.arraycopy(weights.items(), random.nextInt(row) * d, weights.items(), row * d, d);
    }
    return GoldenRelease.inMemory(weights, 100);
  }

  private static List<Integer> bruteForce(Release release, Interests viewer, int[] history) {
    List<Integer> rows = new ArrayList<>(IntStream.range(0, release.items()).boxed().toList());
    rows.removeIf(row -> Arrays.stream(history).anyMatch(h -> h == row));
    rows.sort(
        Comparator.<Integer>comparingDouble(row -> -score(release, viewer, row))
            .thenComparing(row -> row));
    return rows;
  }

  private static double score(Release release, Interests viewer, int row) {
    double bias =
        CmiForm.of(release.data()).bias() ? RandomModel.weights(release.data()).itemBias()[row] : 0;
    return bias
        + IntStream.range(0, viewer.count())
            .mapToDouble(l -> cosine(release, viewer, l, row))
            .max()
            .orElseThrow();
  }

  private static double cosine(Release release, Interests viewer, int l, int row) {
    float[] item = release.data().itemVectors().row(row);
    double dot = 0;
    for (int k = 0; k < item.length; k++) {
      dot += (double) viewer.vectors()[l * item.length + k] * item[k];
    }
    return dot;
  }
}
