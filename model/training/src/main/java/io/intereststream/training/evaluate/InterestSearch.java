package io.intereststream.training.evaluate;

import static io.intereststream.training.tensor.Tensors.scalar;
import static io.intereststream.training.tensor.Tensors.unit;

import io.intereststream.training.model.Encoded;
import io.intereststream.training.model.Histories;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.Retrieval;
import io.intereststream.training.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Exact search over all items with a trained model's interests. */
public final class InterestSearch implements InterestRecommender {
  private static final int CHUNK = 256;
  private static final double NEVER = -1e9;

  private final InterestModel model;
  private final int window;
  private final double nearEqual;

  /**
   * Creates a search.
   *
   * @param window newest items of a history that are encoded
   */
  public InterestSearch(InterestModel model, int window) {
    this(model, window, Double.POSITIVE_INFINITY);
  }

  private InterestSearch(InterestModel model, int window, double nearEqual) {
    this.model = model;
    this.window = window;
    this.nearEqual = nearEqual;
  }

  @Override
  public InterestSearch skipping(double cosine) {
    return new InterestSearch(model, window, cosine);
  }

  @Override
  public List<int[]> top(List<int[]> histories, int count) {
    return model.retrieval() == Retrieval.SHARED_BY_WEIGHT
        ? sharedByWeight(histories, count)
        : search(histories, count, this::scores);
  }

  @Override
  public List<int[]> topByMean(List<int[]> histories, int count) {
    return search(
        histories,
        count,
        encoded -> {
          Tensor active = encoded.active().unsqueeze(2);
          Tensor mean = unit(encoded.interests().mul(active).sum(1));
          return withBias(mean.matmul(model.itemVectors().t()));
        });
  }

  /**
   * What the model makes of one history.
   *
   * @param interests [L, d]
   * @param active whether an interest is one, [L]
   */
  public record Vectors(float[] interests, boolean[] active) {}

  /** Returns the vectors of each history. */
  public List<Vectors> vectors(List<int[]> histories) {
    List<Vectors> vectors = new ArrayList<>(Collections.nCopies(histories.size(), null));
    inChunks(
        histories,
        (encoded, places) -> {
          int most = (int) encoded.interests().size(1);
          float[] all = Tensors.floats(encoded.interests());
          float[] active = Tensors.floats(encoded.active());
          int width = all.length / places.length;
          for (int r = 0; r < places.length; r++) {
            boolean[] of = new boolean[most];
            for (int l = 0; l < most; l++) {
              of[l] = active[r * most + l] > 0;
            }
            vectors.set(
                places[r], new Vectors(Arrays.copyOfRange(all, r * width, (r + 1) * width), of));
          }
        });
    return vectors;
  }

  @Override
  public Likeness likeness(List<int[]> histories, int count) {
    double[] sums = new double[3];
    long[] with = new long[1];
    inChunks(
        histories,
        (encoded, places) -> {
          float[] cosines = Tensors.floats(cosines(encoded.interests()));
          int cut = (int) Math.min(count, model.itemVectors().size(0));
          long[] lists = Tensors.longs(listsOfEach(encoded, cut));
          float[] active = Tensors.floats(encoded.active());
          int most = (int) encoded.interests().size(1);
          for (int r = 0; r < places.length; r++) {
            addLikeness(r, most, cosines, lists, active, cut, sums, with);
          }
        });
    double viewers = Math.max(1, with[0]);
    return new Likeness(
        with[0] == 0 ? 1 : sums[0] / viewers,
        with[0] == 0 ? 1 : sums[1] / viewers,
        sums[2] / histories.size());
  }

  @Override
  public double meanActive(List<int[]> histories) {
    double[] sum = new double[1];
    inChunks(histories, (encoded, places) -> sum[0] += encoded.active().sum().item_double());
    return sum[0] / histories.size();
  }

  private interface Scoring {
    /** Returns each item's score, [R, items]. */
    Tensor of(Encoded encoded);
  }

  private List<int[]> search(List<int[]> histories, int count, Scoring scoring) {
    List<int[]> lists = new ArrayList<>(Collections.nCopies(histories.size(), null));
    inChunks(
        histories,
        (encoded, places) -> {
          Tensor scores = scoring.of(encoded);
          int most = (int) Math.min(count, scores.size(1));
          scores = scores.masked_fill(seen(histories, places, scores.size(1)), scalar(NEVER));
          long[] best = Tensors.longs(torch.topk(scores, most, 1, true, true).get1());
          for (int r = 0; r < places.length; r++) {
            long[] list = Arrays.copyOfRange(best, r * most, (r + 1) * most);
            lists.set(places[r], ints(unseen(list, histories.get(places[r]), scores.size(1))));
          }
        });
    return lists;
  }

  private List<int[]> sharedByWeight(List<int[]> histories, int count) {
    List<int[]> lists = new ArrayList<>(Collections.nCopies(histories.size(), null));
    SharedByWeight merging = new SharedByWeight(count);
    inChunks(
        histories,
        (encoded, places) -> {
          Tensor scores = scoresOfEach(encoded);
          int interests = (int) scores.size(1);
          int deep = (int) Math.min(scores.size(2), 2L * count);
          scores =
              scores.masked_fill(
                  seen(histories, places, scores.size(2)).unsqueeze(1), scalar(NEVER));
          long[] best = Tensors.longs(torch.topk(scores, deep, 2, true, true).get1());
          float[] weights = Tensors.floats(encoded.weights());
          float[] active = Tensors.floats(encoded.active());
          for (int r = 0; r < places.length; r++) {
            long[][] own = new long[interests][];
            float[] shares = new float[interests];
            boolean[] in = new boolean[interests];
            for (int l = 0; l < interests; l++) {
              int at = r * interests + l;
              long[] list = Arrays.copyOfRange(best, at * deep, (at + 1) * deep);
              own[l] = unseen(list, histories.get(places[r]), scores.size(2));
              shares[l] = weights[at];
              in[l] = active[at] > 0;
            }
            lists.set(places[r], merging.merge(own, shares, in));
          }
        });
    return lists;
  }

  /** Goes over the histories in chunks of like length. */
  private void inChunks(List<int[]> histories, BiConsumer<Encoded, int[]> consumer) {
    int[] order =
        IntStream.range(0, histories.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -histories.get(i).length))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int from = 0; from < order.length; from += CHUNK) {
      int[] places = Arrays.copyOfRange(order, from, Math.min(order.length, from + CHUNK));
      Tensors.scoped(
          () ->
              Tensors.withoutGradient(
                  () -> {
                    int[][] newest =
                        Arrays.stream(places)
                            .mapToObj(place -> newest(histories.get(place)))
                            .toArray(int[][]::new);
                    consumer.accept(kept(model.encode(Histories.whole(newest))), places);
                    return null;
                  }));
    }
  }

  private Encoded kept(Encoded encoded) {
    if (nearEqual > 1) {
      return encoded;
    }
    int most = (int) encoded.interests().size(1);
    float[] cosines = Tensors.floats(cosines(encoded.interests()));
    float[] weights = Tensors.floats(encoded.weights());
    float[] active = Tensors.floats(encoded.active());
    for (int from = 0; from < active.length; from += most) {
      int first = from;
      int[] heaviestFirst =
          IntStream.range(from, from + most)
              .filter(i -> active[i] > 0)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -weights[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int i = 0; i < heaviestFirst.length; i++) {
        int one = heaviestFirst[i];
        active[one] =
            Arrays.stream(heaviestFirst, 0, i)
                    .anyMatch(
                        other ->
                            active[other] > 0 && cosines[one * most + other - first] >= nearEqual)
                ? 0
                : 1;
      }
    }
    return new Encoded(
        encoded.interests(),
        Tensors.floats(active, encoded.active().size(0), most),
        encoded.weights(),
        encoded.general());
  }

  private int[] newest(int[] history) {
    return Arrays.copyOfRange(history, Math.max(0, history.length - window), history.length);
  }

  /** Best score over the active interests. */
  private Tensor scores(Encoded encoded) {
    Tensor each = scoresOfEach(encoded);
    Tensor inactive = encoded.active().eq(scalar(0)).unsqueeze(2);
    return withBias(each.masked_fill(inactive, scalar(NEVER)).max(1, false).get0());
  }

  private Tensor withBias(Tensor scores) {
    return model.itemBias() == null ? scores : scores.add(model.itemBias());
  }

  /** [R, L, items]. */
  private Tensor scoresOfEach(Encoded encoded) {
    Tensor vectors = encoded.interests();
    return vectors
        .reshape(-1, vectors.size(2))
        .matmul(model.itemVectors().t())
        .view(vectors.size(0), vectors.size(1), -1);
  }

  private Tensor listsOfEach(Encoded encoded, int count) {
    return torch.topk(withBias(scoresOfEach(encoded)), count, 2, true, true).get1();
  }

  private static Tensor cosines(Tensor interests) {
    Tensor unit = unit(interests);
    return unit.matmul(unit.transpose(1, 2));
  }

  private static void addLikeness(
      int r,
      int most,
      float[] cosines,
      long[] lists,
      float[] active,
      int count,
      double[] sums,
      long[] with) {
    int[] in = IntStream.range(0, most).filter(l -> active[r * most + l] > 0).toArray();
    sums[2] += in.length;
    if (in.length < 2) {
      return;
    }
    double cosine = 0;
    double overlap = 0;
    for (int a : in) {
      for (int b : in) {
        if (a < b) {
          cosine += cosines[(r * most + a) * most + b];
          overlap += common(lists, (r * most + a) * count, (r * most + b) * count, count);
        }
      }
    }
    double pairs = in.length * (in.length - 1) / 2.0;
    sums[0] += cosine / pairs;
    sums[1] += overlap / pairs / count;
    with[0]++;
  }

  private static long common(long[] lists, int a, int b, int count) {
    long[] sorted = Arrays.copyOfRange(lists, a, a + count);
    Arrays.sort(sorted);
    return Arrays.stream(lists, b, b + count)
        .filter(item -> Arrays.binarySearch(sorted, item) >= 0)
        .count();
  }

  /** Without the items of the history, which stand last where there are too few others. */
  private static long[] unseen(long[] list, int[] history, long items) {
    if (list.length + history.length <= items) {
      return list;
    }
    return Arrays.stream(list)
        .filter(item -> Arrays.stream(history).noneMatch(old -> old == item))
        .toArray();
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  private static Tensor seen(List<int[]> histories, int[] places, long items) {
    List<Long> flat = new ArrayList<>();
    for (int r = 0; r < places.length; r++) {
      for (int item : histories.get(places[r])) {
        flat.add(r * items + item);
      }
    }
    long[] indices = flat.stream().mapToLong(Long::longValue).toArray();
    Tensor none = Tensors.zeros(places.length * items);
    return none.index_fill_(0, Tensors.longs(indices, indices.length), scalar(1))
        .view(places.length, items)
        .gt(scalar(0));
  }
}
