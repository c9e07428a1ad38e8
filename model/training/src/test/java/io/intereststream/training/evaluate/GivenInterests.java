package io.intereststream.training.evaluate;

import io.intereststream.training.model.Encoded;
import io.intereststream.training.model.Examples;
import io.intereststream.training.model.Histories;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.LossTerm;
import io.intereststream.training.model.Retrieval;
import io.intereststream.training.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A model with given interests in two dimensions, chosen by the newest item of a history. */
final class GivenInterests implements InterestModel {

  /** Interests of a history: their vectors, 1 where an interest is active, and their weights. */
  record Interests(float[][] vectors, float[] active, float[] weights) {}

  /** Number of items of each history that was encoded, in that order. */
  final List<Integer> encoded = new ArrayList<>();

  private final Tensor items;
  private final Map<Integer, Interests> byNewest;
  private final Retrieval retrieval;
  private Tensor bias;

  GivenInterests(float[][] items, Map<Integer, Interests> byNewest, Retrieval retrieval) {
    this.items = Tensors.floats(flat(items), items.length, 2);
    this.byNewest = byNewest;
    this.retrieval = retrieval;
  }

  GivenInterests withBias(float... biases) {
    bias = Tensors.floats(biases, biases.length);
    return this;
  }

  @Override
  public Encoded encode(Histories histories) {
    long[] rows = Tensors.longs(histories.items());
    float[] lengths = Tensors.floats(histories.lengths());
    int count = histories.count();
    List<Interests> of = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      encoded.add((int) lengths[s]);
      of.add(byNewest.get((int) rows[s * histories.length() + (int) lengths[s] - 1]));
    }
    int interests = of.get(0).weights.length;
    return new Encoded(
        Tensors.floats(
            flat(of.stream().map(each -> flat(each.vectors)).toArray(float[][]::new)),
            count,
            interests,
            2),
        Tensors.floats(
            flat(of.stream().map(Interests::active).toArray(float[][]::new)), count, interests),
        Tensors.floats(
            flat(of.stream().map(Interests::weights).toArray(float[][]::new)), count, interests),
        torch.zeros(count, 2));
  }

  @Override
  public Tensor itemVectors() {
    return items;
  }

  @Override
  public Tensor itemBias() {
    return bias;
  }

  @Override
  public Retrieval retrieval() {
    return retrieval;
  }

  @Override
  public Map<String, Tensor> parameters() {
    return Map.of();
  }

  @Override
  public List<LossTerm> loss(Examples examples) {
    throw new UnsupportedOperationException();
  }

  private static float[] flat(float[][] rows) {
    int length = 0;
    for (float[] row : rows) {
      length += row.length;
    }
    float[] flat = new float[length];
    int filled = 0;
    for (float[] row : rows) {
      System.arraycopy(row, 0, flat, filled, row.length);
      filled += row.length;
    }
    return flat;
  }
}
