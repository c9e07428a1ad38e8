package io.intereststream.training.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.training.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Batches follow the rules with any seed and at any step. */
class SamplerPropertyTest {
  private static final int VIEWERS = 30;
  private static final int ITEMS = 100 * VIEWERS;

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void anEpochVisitsEachSequenceOnce(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int batch,
      @ForAll @IntRange(min = 1, max = 25) int count) {
    int epochs = 4;
    List<Integer> visited = new ArrayList<>();
    for (long step = 0; visited.size() < epochs * count; step++) {
      Arrays.stream(Sampler.chosen(seed, step, batch, count)).forEach(visited::add);
    }
    for (int epoch = 0; epoch < epochs; epoch++) {
      assertThat(visited.subList(epoch * count, (epoch + 1) * count))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
    }
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void aBatchDependsOnlyOnSeedAndStep(
      @ForAll long seed, @ForAll @LongRange(max = 100_000) long step, @ForAll boolean views) {
    Sampler one = sampler(views, seed);
    Sampler other = sampler(views, seed);
    other.draw(step + 3);
    other.draw(0);
    Batch expected = one.draw(step);
    assertThat(other.draw(step)).usingRecursiveComparison().isEqualTo(expected);
    assertThat(one.draw(step)).usingRecursiveComparison().isEqualTo(expected);
    assertThat(one.draw(step + 1)).usingRecursiveComparison().isNotEqualTo(expected);
    assertThat(sampler(views, seed + 1).draw(step))
        .usingRecursiveComparison()
        .isNotEqualTo(expected);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void viewsFollowTheRulesOfThePapersCode(
      @ForAll long seed,
      @ForAll @LongRange(max = 1000) long step,
      @ForAll @IntRange(min = 2, max = 20) int window) {
    List<int[]> sequences = distinct(seed);
    Batch batch = new ViewSampler(sequences, ITEMS, 8, window, seed).draw(step);
    assertThat(batch.items()).hasNumberOfRows(16);
    assertThat(batch.targets()).hasSize(16);
    assertThat(batch.negatives()).hasSize(16);
    assertThat(batch.futures()).isEmpty();
    for (int viewer = 0; viewer < 8; viewer++) {
      int[] a = batch.items()[2 * viewer];
      int[] b = batch.items()[2 * viewer + 1];
      int[] sequence = sequences.get(a[0] / 100);
      assertThat(sequence).hasSizeGreaterThanOrEqualTo(4);
      assertThat(batch.ends()[2 * viewer]).isEqualTo(a.length);
      assertThat(batch.ends()[2 * viewer + 1]).isEqualTo(b.length);
      assertThat(Math.max(a.length, b.length)).isLessThanOrEqualTo(window);
      int split = assertViews(a, b, window);
      assertThat(split).isBetween(Math.min(6, sequence.length - 1), sequence.length - 1);
      for (int row = 2 * viewer; row < 2 * viewer + 2; row++) {
        assertThat(batch.targets()[row]).isBetween(sequence[split], sequence[sequence.length - 1]);
      }
      int negative = batch.negatives()[2 * viewer];
      assertThat(batch.negatives()[2 * viewer + 1]).isEqualTo(negative);
      assertThat(negative).isBetween(0, ITEMS - 1);
      assertThat(a).doesNotContain(negative);
      assertThat(b).doesNotContain(negative);
    }
  }

  /** Checks two views of one history, and returns where the history ended. */
  private static int assertViews(int[] a, int[] b, int window) {
    int last = Math.max(Arrays.stream(a).max().orElseThrow(), Arrays.stream(b).max().orElseThrow());
    int split = last % 100 + 1;
    int length = Math.min(split, 2 * window);
    if (length <= 6) {
      int from = last - Math.min(length, window) + 1;
      assertThat(a).isEqualTo(IntStream.rangeClosed(from, last).toArray());
      assertThat(b).isEqualTo(a);
      return split;
    }
    assertThat(a).hasSize(length / 2);
    assertThat(b).hasSize(length - length / 2).isSorted();
    assertThat(IntStream.concat(Arrays.stream(a), Arrays.stream(b)).sorted().toArray())
        .isEqualTo(IntStream.rangeClosed(last - length + 1, last).toArray());
    return split;
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void targetsComeAfterTheirPrefixes(
      @ForAll long seed,
      @ForAll @LongRange(max = 1000) long step,
      @ForAll @IntRange(min = 1, max = 20) int window,
      @ForAll @DoubleRange(max = 1) double nearShare,
      @ForAll @IntRange(max = 4) int futures) {
    List<int[]> sequences = distinct(seed);
    Recipe.Sampling options = new Recipe.Sampling(false, 8, 3, nearShare, 2, 15, futures);
    Batch batch = new PrefixSampler(sequences, ITEMS, window, options, seed).draw(step);
    assertThat(batch.items()).hasNumberOfRows(8);
    assertThat(batch.ends()).hasSize(3 * 8);
    assertThat(batch.futures()).hasNumberOfRows(futures > 0 ? 24 : 0);
    assertThat(batch.negatives()).hasSize(15);
    assertThat(Arrays.stream(batch.negatives())).allMatch(item -> item >= 0 && item < ITEMS);
    int longest = window;
    for (int s = 0; s < 8; s++) {
      int[] history = batch.items()[s];
      int[] sequence = sequences.get(history[0] / 100);
      assertThat(history.length).isBetween(1, longest);
      longest = history.length;
      // Consecutive items of one viewer, each once, and no more than the longest prefix needs.
      assertThat(history)
          .isEqualTo(IntStream.range(history[0], history[0] + history.length).toArray());
      assertThat(Arrays.stream(batch.ends(), 3 * s, 3 * s + 3).max()).hasValue(history.length);
      for (int row = 3 * s; row < 3 * s + 3; row++) {
        int end = batch.ends()[row];
        assertThat(end).isBetween(1, history.length);
        int next = history[end - 1] + 1;
        assertThat(batch.targets()[row]).isBetween(next, sequence[sequence.length - 1]);
        if (futures > 0) {
          int until = Math.min(next + Math.min(window, futures), sequence[sequence.length - 1] + 1);
          assertThat(batch.futures()[row]).isEqualTo(IntStream.range(next, until).toArray());
        }
      }
    }
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void targetsAreTheNextItemsIfAllAreNear(@ForAll long seed, @ForAll boolean all) {
    Recipe.Sampling options = new Recipe.Sampling(false, 8, 3, 1, all ? 1 : 2, 15, 0);
    Batch batch = new PrefixSampler(distinct(seed), ITEMS, 12, options, seed).draw(0);
    for (int row = 0; row < 24; row++) {
      int newest = batch.items()[row / 3][batch.ends()[row] - 1];
      assertThat(batch.targets()[row]).isBetween(newest + 1, newest + (all ? 1 : 2));
    }
  }

  @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
  void noNegativesMeansAllItems(@ForAll long seed) {
    Recipe.Sampling options = new Recipe.Sampling(false, 8, 3, 1, 1, 0, 0);
    Batch batch = new PrefixSampler(distinct(seed), ITEMS, 12, options, seed).draw(0);
    assertThat(batch.negatives()).isEqualTo(IntStream.range(0, ITEMS).toArray());
  }

  @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
  void everyItemOfASequenceIsDrawnInTheLongRun(@ForAll long seed) {
    List<int[]> sequences = List.of(IntStream.range(0, 12).toArray());
    Recipe.Sampling options = new Recipe.Sampling(false, 4, 1, 0.5, 3, 5, 0);
    Sampler sampler = new PrefixSampler(sequences, ITEMS, 5, options, seed);
    Set<Integer> newest = new HashSet<>();
    Set<Integer> targets = new HashSet<>();
    for (long step = 0; step < 500; step++) {
      Batch batch = sampler.draw(step);
      for (int row = 0; row < 4; row++) {
        newest.add(batch.items()[row][batch.ends()[row] - 1]);
        targets.add(batch.targets()[row]);
      }
    }
    assertThat(newest).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 11).boxed().toList());
    assertThat(targets)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(1, 12).boxed().toList());
  }

  private static Sampler sampler(boolean views, long seed) {
    List<int[]> sequences = distinct(1);
    Recipe.Sampling options = new Recipe.Sampling(views, 8, 3, 0.5, 3, 20, 2);
    return views
        ? new ViewSampler(sequences, ITEMS, 8, 10, seed)
        : new PrefixSampler(sequences, ITEMS, 10, options, seed);
  }

  /**
   * Viewer v watched items 100 v, 100 v + 1 and so on, so an item tells its viewer and its place.
   */
  private static List<int[]> distinct(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, VIEWERS)
        .mapToObj(
            viewer ->
                IntStream.range(0, random.nextInt(1, 60)).map(t -> 100 * viewer + t).toArray())
        .toList();
  }
}
