package io.intereststream.training.model;

import io.intereststream.training.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * GRU4Rec (Hidasi et al., ICLR 2016) as the papers on several interests compare with it: one vector
 * for a viewer, the last state of a GRU over the rows of the history.
 *
 * <p>Served from {@code item.embedding} v [items, d], {@code gru.weight_ih} [3·hidden, d], {@code
 * gru.weight_hh} [3·hidden, hidden], {@code projection.weight} M [d, hidden] and {@code
 * projection.bias} b [d]:
 *
 * <ol>
 *   <li>h_t = GRU(v_{s_t}, h_{t−1}), h_0 = 0, no biases, gate order reset, update, candidate: r =
 *       σ(W_r v + U_r h), z = σ(W_z v + U_z h), c = tanh(W_c v + r ⊙ (U_c h)), h' = (1 − z) ⊙ c + z
 *       ⊙ h;
 *   <li>the one interest u = M h_n + b, always active, weight 1; score of an item: u·v_i.
 * </ol>
 *
 * <p>Chosen here: sampled softmax over shared negatives in place of the paper's ranking losses over
 * the other sessions of a batch; one layer; no biases in the gates, so that a state is kept and
 * advanced as CMI's; weights start uniform in ±1/√hidden, rows as Glorot's.
 */
public final class Gru4Rec implements InterestModel {
  private final Parameters parameters;
  private final Tensor items;
  private final Tensor input;
  private final Tensor recurrent;
  private final Tensor projection;
  private final Tensor bias;

  /**
   * Creates one with random tensors.
   *
   * @param itemCount rows of the vocabulary
   * @param dimension d
   */
  public Gru4Rec(int itemCount, int dimension, Gru4RecOptions options, long seed) {
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

  private Tensor vector(Histories histories) {
    Tensor rows = items.index_select(0, histories.items());
    return torch.addmm(bias, histories.gru(rows, input, recurrent), projection.t());
  }
}
