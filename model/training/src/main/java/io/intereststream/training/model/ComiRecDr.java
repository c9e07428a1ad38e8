package io.intereststream.training.model;

import io.intereststream.training.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * ComiRec-DR (Cen et al., KDD 2020): dynamic routing with one matrix for each position and
 * interest.
 *
 * <p>Served from {@code item.embedding} v [items, d] and {@code routing.map} W [window, L·d, d],
 * where row l·d + i makes component i of interest l, for a history s_0..s_{n−1}, n at most the
 * window:
 *
 * <ol>
 *   <li>votes x_{t,l} = W_t[l·d .. l·d + d) v_{s_t}, where t = 0 is the oldest item of the window
 *       (equation 1);
 *   <li>b_{t,l} = 0; then in each iteration: w_t = softmax over l of b_t (equation 2); z_l = Σ_t
 *       w_{t,l} x_{t,l}; u_l = squash(z_l) = ‖z_l‖² / (1 + ‖z_l‖²) · z_l / √(‖z_l‖² + 1e-9)
 *       (equations 3 and 4); except in the last iteration b_{t,l} ← b_{t,l} + x_{t,l}·u_l;
 *   <li>interests u_l, always active; the weight of an interest is Σ_t w_{t,l} / n with w of the
 *       last iteration; score of an item: max over l of u_l·v_i.
 * </ol>
 *
 * <p>A new item changes the shares of all others, so the encoder computes the whole history at each
 * event.
 *
 * <p>Trained (equations 10 to 12) by {@link SampledSoftmax}, with the interest that has the largest
 * inner product with the target. Choices made here, because paper and code do not specify them:
 * logits that start at zero (the code also does this if each interest has its own map, and starts
 * from random logits only if the map is shared); a gradient only through the last iteration; no
 * layer after the capsules; as in the code, normal values with deviation 1 for the maps and Glorot
 * initialisation of the item vectors; uniform negatives that all rows share.
 */
final class ComiRecDr implements InterestModel {
  private final int interests;
  private final int window;
  private final int iterations;
  private final Parameters parameters;
  private final Tensor items;
  private final Tensor maps;

  /**
   * Creates a model with random weights.
   *
   * @param itemCount number of items in the vocabulary
   * @param dimension d
   * @param interests L
   * @param window longest history
   */
  ComiRecDr(
      int itemCount,
      int dimension,
      int interests,
      int window,
      ComiRecDrOptions options,
      long seed) {
    this.interests = interests;
    this.window = window;
    this.iterations = options.iterations();
    parameters = new Parameters(seed);
    items = parameters.glorot("item.embedding", itemCount, dimension);
    maps = parameters.normal("routing.map", 1, window, (long) interests * dimension, dimension);
  }

  @Override
  public Map<String, Tensor> parameters() {
    return parameters.byName();
  }

  @Override
  public Encoded encode(Histories histories) {
    histories.requireWithin(window);
    long count = histories.count();
    long length = histories.length();
    long rowCount = histories.rowCount();
    Tensor v = items.index_select(0, histories.items()).view(count, length, -1);
    Tensor votes =
        v.transpose(0, 1)
            .matmul(maps.narrow(0, 0, length).transpose(1, 2))
            .view(length, count, interests, -1)
            .permute(1, 2, 0, 3)
            .contiguous();
    Tensor mask = histories.mask().unsqueeze(1);
    Tensor start = Tensors.zeros(count, interests, histories.prefixes(), length);
    DynamicRouting.Routed routed =
        DynamicRouting.route(
            votes, start, iterations, logits -> torch.softmax(logits, 1).mul(mask));
    Tensor capsules = routed.capsules().transpose(1, 2).reshape(rowCount, interests, -1);
    Tensor assigned = routed.shares().sum(3).transpose(1, 2).reshape(rowCount, interests);
    return new Encoded(
        capsules,
        Tensors.ones(rowCount, interests),
        assigned.div(histories.lengths()),
        Tensors.zeros(rowCount, v.size(2)));
  }

  @Override
  public List<LossTerm> loss(Examples examples) {
    Tensor targets = items.index_select(0, examples.targets());
    Tensor negatives = items.index_select(0, examples.negatives());
    Encoded encoded = encode(examples.histories());
    Tensor nearest = SampledSoftmax.nearest(encoded.interests(), encoded.active(), targets);
    return List.of(SampledSoftmax.overVector(nearest, targets, negatives, examples));
  }

  @Override
  public Tensor itemVectors() {
    return items;
  }
}
