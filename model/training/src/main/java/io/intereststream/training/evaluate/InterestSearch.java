package io.intereststream.training.evaluate;

import static io.intereststream.training.tensor.Tensors.scalar;
import static io.intereststream.training.tensor.Tensors.unit;

import io.intereststream.training.model.Encoded;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.Retrieval;
import io.intereststream.training.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Exact search over all items with the interests of a model in training, on libtorch. */
public final class InterestSearch implements InterestRecommender {
  private static final double NEVER = -1e9;

  private final InterestModel model;
  private final int window;
  private final EncodedChunks chunks;

  /**
   * Creates a search with the interests of a model.
   *
   * @param window number of newest items of a history that are encoded
   */
  public InterestSearch(InterestModel model, int window) {
    this(model, window, Double.POSITIVE_INFINITY);
  }

  private InterestSearch(InterestModel model, int window, double nearEqual) {
    this.model = model;
    this.window = window;
    this.chunks = new EncodedChunks(model, window, nearEqual);
  }

  @Override
  public InterestSearch withoutNearEqual(double cosine) {
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
   * The interests of one history.
   *
   * @param interests {@code [L, d]}
   * @param active whether the viewer has each interest, {@code [L]}
   */
  public record Vectors(float[] interests, boolean[] active) {}

  /** Returns the interests of each history. */
  public List<Vectors> vectors(List<int[]> histories) {
    List<Vectors> vectors = new ArrayList<>(Collections.nCopies(histories.size(), null));
    chunks.forEach(
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
  public Similarity similarity(List<int[]> histories, int count) {
    SimilaritySums sums = new SimilaritySums();
    chunks.forEach(
        histories,
        (encoded, places) -> {
          int length = (int) Math.min(count, model.itemVectors().size(0));
          Tensor scores = withBias(scoresOfEach(encoded));
          sums.add(
              Tensors.floats(encoded.active()),
              Tensors.floats(EncodedChunks.cosines(encoded.interests())),
              Tensors.longs(torch.topk(scores, length, 2, true, true).get1()),
              (int) encoded.interests().size(1),
              length);
        });
    return sums.mean();
  }

  @Override
  public double meanActive(List<int[]> histories) {
    double[] sum = new double[1];
    chunks.forEach(histories, (encoded, places) -> sum[0] += encoded.active().sum().item_double());
    return sum[0] / histories.size();
  }

  /**
   * Searches by one score for each item.
   *
   * @param scoring returns the scores, {@code [R, items]}
   */
  private List<int[]> search(List<int[]> histories, int count, Function<Encoded, Tensor> scoring) {
    List<int[]> lists = new ArrayList<>(Collections.nCopies(histories.size(), null));
    chunks.forEach(
        histories,
        (encoded, places) -> {
          Tensor scores = scoring.apply(encoded);
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
    chunks.forEach(
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

  /** Returns each item's best score over the active interests, {@code [R, items]}. */
  private Tensor scores(Encoded encoded) {
    Tensor each = scoresOfEach(encoded);
    Tensor inactive = encoded.active().eq(scalar(0)).unsqueeze(2);
    return withBias(each.masked_fill(inactive, scalar(NEVER)).max(1, false).get0());
  }

  private Tensor withBias(Tensor scores) {
    return model.itemBias() == null ? scores : scores.add(model.itemBias());
  }

  /** Returns each item's score by each interest, without bias, {@code [R, L, items]}. */
  private Tensor scoresOfEach(Encoded encoded) {
    Tensor vectors = encoded.interests();
    return vectors
        .reshape(-1, vectors.size(2))
        .matmul(model.itemVectors().t())
        .view(vectors.size(0), vectors.size(1), -1);
  }

  /** Returns true for the items of each history, bool {@code [R, items]}. */
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

  /**
   * Removes the history's items from a list. They can only be at its end, when fewer other items
   * exist than the list is long.
   */
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
}
