package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import io.intereststream.training.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * ComiRec-SA (Cen et al., KDD 2020): one attention over the history for each interest.
 *
 * <p>Served from {@code item.embedding} v [items, d], {@code attention.position} o [window, d],
 * {@code attention.w1.weight} W1 [hidden, d] and {@code attention.w2.weight} W2 [L, hidden], for a
 * history s_0..s_{n−1}, n at most the window:
 *
 * <ol>
 *   <li>e_t = W2 tanh(W1 (v_{s_t} + o_t)), where t = 0 is the oldest item of the window;
 *   <li>a_{t,l} = softmax over t of e_{t,l} (equations 7 and 8, A = softmax(W2ᵀ tanh(W1 H))ᵀ);
 *   <li>interest u_l = Σ_t a_{t,l} v_{s_t}, without the positions (equation 9), always active;
 *   <li>score of an item: max over l of u_l·v_i.
 * </ol>
 *
 * <p>When the window moves, every item's position changes, so a full window is encoded again as a
 * whole; until then an item only adds to the running sums Σ exp(e_{t,l}) v and Σ exp(e_{t,l}).
 *
 * <p>Trained (equations 10 to 12) by {@link SampledSoftmax}, with the interest that has the largest
 * inner product with the target. Choices made here, because paper and code differ or do not specify
 * them: no biases, as in the paper (the code has them; a bias after W2 would change nothing);
 * uniform negatives that all rows share; Glorot initialisation of all tensors, as in the code.
 * Interests have no weights in the paper, so each has the weight 1/L. The paper's controllable
 * aggregation of lists is not part of the model.
 */
final class ComiRecSa implements InterestModel {
  private final int interests;
  private final int window;
  private final Parameters parameters;
  private final Tensor items;
  private final Tensor position;
  private final Tensor w1;
  private final Tensor w2;

  /**
   * Creates a model with random weights.
   *
   * @param itemCount number of items in the vocabulary
   * @param dimension d
   * @param interests L
   * @param window longest history
   */
  ComiRecSa(
      int itemCount,
      int dimension,
      int interests,
      int window,
      ComiRecSaOptions options,
      long seed) {
    this.interests = interests;
    this.window = window;
    parameters = new Parameters(seed);
    items = parameters.glorot("item.embedding", itemCount, dimension);
    position = parameters.glorot("attention.position", window, dimension);
    w1 = parameters.glorot("attention.w1.weight", options.hidden(), dimension);
    w2 = parameters.glorot("attention.w2.weight", interests, options.hidden());
  }

  @Override
  public Map<String, Tensor> parameters() {
    return parameters.byName();
  }

  @Override
  public Encoded encode(Histories histories) {
    Tensor vectors = interests(histories);
    Tensor active = Tensors.ones(histories.rowCount(), interests);
    Tensor general = Tensors.zeros(histories.rowCount(), vectors.size(2));
    return new Encoded(vectors, active, active.div(scalar(interests)), general);
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

  private Tensor interests(Histories histories) {
    histories.requireWithin(window);
    long count = histories.count();
    long length = histories.length();
    long prefixes = histories.prefixes();
    Tensor flat = items.index_select(0, histories.items());
    Tensor v = flat.view(count, length, flat.size(1));
    Tensor placed = v.add(position.narrow(0, 0, length)).view(count * length, -1);
    Tensor logits = placed.matmul(w1.t()).tanh().matmul(w2.t());
    logits = logits.view(count, length, interests).transpose(1, 2).unsqueeze(1);
    Tensor attention = Masks.softmax(logits, histories.mask().unsqueeze(2), 3);
    return attention
        .reshape(count, prefixes * interests, length)
        .matmul(v)
        .view(histories.rowCount(), interests, -1);
  }
}
