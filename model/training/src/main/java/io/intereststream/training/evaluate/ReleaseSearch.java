package io.intereststream.training.evaluate;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.math.UnitVectors;
import io.intereststream.model.search.ScoredItem;
import io.intereststream.model.search.TopItems;
import io.intereststream.model.serving.Release;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Exact search over all items with a release, by the encoder that the job uses. */
public final class ReleaseSearch implements InterestRecommender {
  private static final int CHUNK = 1024;
  private static final int[] NO_HISTORY = {};

  private final Release release;
  private final double nearEqual;

  /** Creates a search with a release. */
  public ReleaseSearch(Release release) {
    this(release, Double.POSITIVE_INFINITY);
  }

  private ReleaseSearch(Release release, double nearEqual) {
    this.release = release;
    this.nearEqual = nearEqual;
  }

  @Override
  public InterestRecommender withoutNearEqual(double cosine) {
    return new ReleaseSearch(release, cosine);
  }

  @Override
  public List<int[]> top(List<int[]> histories, int count) {
    return each(
        histories, (interests, history, items) -> rows(items.search(interests, count, history)));
  }

  @Override
  public List<int[]> topByMean(List<int[]> histories, int count) {
    return each(
        histories,
        (interests, history, items) -> rows(items.search(mean(interests), count, history)));
  }

  @Override
  public Similarity similarity(List<int[]> histories, int count) {
    List<Similarity> each =
        each(histories, (interests, history, items) -> similarity(interests, items, count));
    List<Similarity> withPairs = each.stream().filter(s -> s.meanActive() > 1).toList();
    return new Similarity(
        withPairs.stream().mapToDouble(Similarity::meanCosine).average().orElse(1),
        withPairs.stream().mapToDouble(Similarity::meanOverlap).average().orElse(1),
        each.stream().mapToDouble(Similarity::meanActive).average().orElse(0));
  }

  @Override
  public double meanActive(List<int[]> histories) {
    return each(histories, (interests, history, items) -> interests.count()).stream()
        .mapToInt(Integer::intValue)
        .average()
        .orElse(0);
  }

  /** What to do with the interests of one history. */
  private interface Use<T> {
    T with(Interests interests, int[] history, TopItems items);
  }

  private <T> List<T> each(List<int[]> histories, Use<T> use) {
    int chunks = (histories.size() + CHUNK - 1) / CHUNK;
    return IntStream.range(0, chunks)
        .parallel()
        .mapToObj(
            chunk -> {
              int from = chunk * CHUNK;
              List<int[]> part = histories.subList(from, Math.min(histories.size(), from + CHUNK));
              return part(part, use, release.search());
            })
        .flatMap(List::stream)
        .toList();
  }

  private <T> List<T> part(List<int[]> histories, Use<T> use, TopItems items) {
    Encoder encoder = release.encoders().get();
    List<Interests> encoded = encoder.encode(histories);
    List<T> results = new ArrayList<>(histories.size());
    for (int i = 0; i < histories.size(); i++) {
      results.add(use.with(withoutNearEqual(encoded.get(i)), histories.get(i), items));
    }
    return results;
  }

  private static int[] rows(List<ScoredItem> items) {
    return items.stream().mapToInt(ScoredItem::row).toArray();
  }

  private Interests withoutNearEqual(Interests interests) {
    if (nearEqual > 1) {
      return interests;
    }
    int[] kept =
        NearEqual.keepDistinct(
            IntStream.range(0, interests.count()),
            interests.weights(),
            (one, other) -> cosine(interests, one, other),
            nearEqual);
    return chosen(interests, kept);
  }

  private Interests chosen(Interests from, int... which) {
    int d = release.dimension();
    Interests chosen = new Interests(Math.max(1, which.length), d);
    chosen.count(which.length);
    for (int i = 0; i < which.length; i++) {
      chosen.categories()[i] = from.categories()[which[i]];
      chosen.weights()[i] = from.weights()[which[i]];
      System.arraycopy(from.vectors(), which[i] * d, chosen.vectors(), i * d, d);
    }
    return chosen;
  }

  private Interests mean(Interests interests) {
    int d = release.dimension();
    Interests mean = new Interests(1, d);
    mean.count(Math.min(1, interests.count()));
    mean.weights()[0] = 1;
    for (int i = 0; i < interests.count() * d; i++) {
      mean.vectors()[i % d] += interests.vectors()[i];
    }
    double norm = Math.sqrt(dot(mean.vectors(), 0, 0, d));
    for (int i = 0; i < d; i++) {
      mean.vectors()[i] /= (float) Math.max(norm, UnitVectors.SMALLEST_NORM);
    }
    return mean;
  }

  /** Returns the means over the pairs of one viewer's interests, and the number of interests. */
  private Similarity similarity(Interests interests, TopItems items, int count) {
    int most = interests.count();
    double cosine = 0;
    double overlap = 0;
    int[][] lists =
        IntStream.range(0, most)
            .mapToObj(i -> rows(items.search(chosen(interests, i), count, NO_HISTORY)))
            .toArray(int[][]::new);
    for (int a = 0; a < most; a++) {
      Arrays.sort(lists[a]);
      for (int b = 0; b < a; b++) {
        int[] other = lists[b];
        cosine += cosine(interests, a, b);
        overlap +=
            Arrays.stream(lists[a]).filter(i -> Arrays.binarySearch(other, i) >= 0).count()
                / (double) count;
      }
    }
    double pairs = Math.max(1, most * (most - 1) / 2.0);
    return new Similarity(cosine / pairs, overlap / pairs, most);
  }

  private double cosine(Interests interests, int a, int b) {
    int d = release.dimension();
    float[] vectors = interests.vectors();
    return dot(vectors, a * d, b * d, d)
        / Math.sqrt(dot(vectors, a * d, a * d, d) * dot(vectors, b * d, b * d, d));
  }

  private static double dot(float[] vectors, int a, int b, int length) {
    double dot = 0;
    for (int i = 0; i < length; i++) {
      dot += (double) vectors[a + i] * vectors[b + i];
    }
    return dot;
  }
}
