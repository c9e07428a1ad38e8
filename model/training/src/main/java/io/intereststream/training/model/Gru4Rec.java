package io.intereststream.training.model;

import io.intereststream.training.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * GRU4Rec (Hidasi et al., ICLR 2016), in the form that papers on multiple interests use for
 * comparison: one vector for a viewer, from the last state of a GRU over the history's item
 * vectors.
 *
 * <p>Served from {@code item.embedding} v [items, d], {@code gru.weight_ih} [3·hidden, d], {@code
 * gru.weight_hh} [3·hidden, hidden], {@code projection.weight} M [d, hidden] and {@code
 * projection.bias} b [d]:
 *
 * <ol>
 *   <li>h_t = GRU(v_{s_t}, h_{t−1}), h = 0 before the first item, no biases, gates in the order
 *       reset, update, candidate: r = σ(W_r v + U_r h), z = σ(W_z v + U_z h), c = tanh(W_c v + r ⊙
 *       (U_c h)), h' = (1 − z) ⊙ c + z ⊙ h;
 *   <li>the only interest u = M h_n + b, where h_n is the last state; always active, with weight 1;
 *       score of an item: u·v_i.
 * </ol>
 *
 * <p>Trained by {@link SampledSoftmax}. Choices made here: negatives that all rows share, instead
 * of the paper's ranking losses over the other sessions of a batch; one layer; no biases in the
 * gates, so that the same GRU as in CMI serves it; initial weights uniform in ±1/√hidden, and
 * Glorot initialisation of the item vectors.
 */
final class Gru4Rec implements InterestModel {
  private final Parameters parameters;
  private final Tensor items;
  private final Tensor input;
  private final Tensor recurrent;
  private final Tensor projection;
  private final Tensor bias;

  /**
   * Creates a model with random weights.
   *
   * @param itemCount number of items in the vocabulary
   * @param dimension d
   */
  Gru4Rec(int itemCount, int dimension, Gru4RecOptions options, long seed) {
    int h = options.hidden();
    double bound = 1 / Math.sqrt(h);
    parameters = new Parameters(seed);
    items = parameters.glorot("item.embedding", itemCount, dimension);
    input = parameters.uniform("gru.weight_ih", bound, 3L * h, dimension);
    recurrent = parameters.uniform("gru.weight_hh", bound, 3L * h, h);
    projection = parameters.uniform("projection.weight", bound, dimension, h);
    bias = parameters.constant("projection.bias", 0, dimension);
  }

  @Override
  public Map<String, Tensor> parameters() {
    return parameters.byName();
  }

  @Override
  public Encoded encode(Histories histories) {
    Tensor vector = vector(histories);
    Tensor one = Tensors.ones(histories.rowCount(), 1);
    return new Encoded(vector.unsqueeze(1), one, one, torch.zeros_like(vector));
  }

  @Override
  public List<LossTerm> loss(Examples examples) {
    return List.of(
        SampledSoftmax.overVector(
            vector(examples.histories()),
            items.index_select(0, examples.targets()),
            items.index_select(0, examples.negatives()),
            examples));
  }

  @Override
  public Tensor itemVectors() {
    return items;
  }

  /** Returns u, {@code [R, d]}. */
  private Tensor vector(Histories histories) {
    Tensor rows = items.index_select(0, histories.items());
    return torch.addmm(bias, histories.gru(rows, input, recurrent), projection.t());
  }
}
