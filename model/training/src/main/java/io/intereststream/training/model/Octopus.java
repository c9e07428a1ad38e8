package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import io.intereststream.error.InterestStreamException;
import io.intereststream.training.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Octopus (Liu et al., SIGIR 2020): channels with orthogonal base vectors; a viewer has the
 * channels that the items of the history belong to.
 *
 * <p>Served from {@code item.embedding} v [items, d], {@code channel.base} B [M, d], {@code
 * attention.weight} W [d, d], {@code attention.bias} a [d] and {@code attention.query} q [M, d]:
 *
 * <ol>
 *   <li>channel of an item c(i) = argmax over m of b_m·v_i; if several are largest, the first one;
 *       it depends only on the item;
 *   <li>e_i = q_{c(i)}·tanh(W v_i + a), which also depends only on the item;
 *   <li>interest u_m = Σ_{t: c(s_t) = m} exp(e_{s_t}) v_{s_t} / Σ_{t: c(s_t) = m} exp(e_{s_t}); a
 *       channel without items is not active and has a vector of zeros. Both sums can be updated
 *       item by item (see {@code OctopusEncoder}); when an item leaves the window, the history is
 *       encoded again;
 *   <li>weight of an interest: the share of the history's items in its channel;
 *   <li>items are found by {@link Retrieval#SHARED_BY_WEIGHT}.
 * </ol>
 *
 * <p>Trained by {@link SampledSoftmax} with the interest of the target's own channel, and by two
 * more terms: orthogonality of the bases, (1/M²) ‖B Bᵀ − I‖², and reconstruction of the history's
 * items from the bases, mean ‖v − Bᵀ B v‖². Choices made here, because the paper does not specify
 * them:
 *
 * <ul>
 *   <li>if the target's channel is not active, the active channel nearest to the target is trained;
 *   <li>the reconstruction changes the bases but not the items, which otherwise would shrink into
 *       the M dimensions of the bases;
 *   <li>an attention that depends only on item and channel, so that it can be served by running
 *       sums;
 *   <li>items are found by quotas, one of the paper's two ways; the other one uses the best score
 *       over the channels;
 *   <li>orthonormal bases at the start, and Glorot initialisation of other tensors;
 *   <li>uniform negatives that all rows share.
 * </ul>
 */
final class Octopus implements InterestModel {
  private final int channels;
  private final OctopusOptions options;
  private final Parameters parameters;
  private final Tensor items;
  private final Tensor bases;
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor query;

  /**
   * Creates a model with random weights.
   *
   * @param itemCount number of items in the vocabulary
   * @param dimension d
   * @param channels M, at most d
   * @throws InterestStreamException ({@code USAGE}) if there are more channels than dimensions
   */
  Octopus(int itemCount, int dimension, int channels, OctopusOptions options, long seed) {
    if (channels > dimension) {
      throw InterestStreamException.usage(
          "interests: %d (expected: at most the dimension, %d)".formatted(channels, dimension));
    }
    this.channels = channels;
    this.options = options;
    parameters = new Parameters(seed);
    items = parameters.glorot("item.embedding", itemCount, dimension);
    bases = parameters.orthonormal("channel.base", channels, dimension);
    weight = parameters.glorot("attention.weight", dimension, dimension);
    bias = parameters.constant("attention.bias", 0, dimension);
    query = parameters.glorot("attention.query", channels, dimension);
  }

  @Override
  public Map<String, Tensor> parameters() {
    return parameters.byName();
  }

  @Override
  public Encoded encode(Histories histories) {
    return encode(histories, items.index_select(0, histories.items()));
  }

  @Override
  public List<LossTerm> loss(Examples examples) {
    Tensor targets = items.index_select(0, examples.targets());
    Tensor negatives = items.index_select(0, examples.negatives());
    Histories histories = examples.histories();
    Tensor flat = items.index_select(0, histories.items());
    Encoded encoded = encode(histories, flat);
    Tensor likeness = targets.matmul(bases.t());
    Tensor own = Masks.only(likeness, encoded.active()).argmax(new LongOptional(1), false);
    Tensor vectors = SampledSoftmax.chosen(encoded.interests(), own);
    List<LossTerm> terms = new ArrayList<>();
    terms.add(SampledSoftmax.overVector(vectors, targets, negatives, examples));
    if (options.reconstruction() > 0) {
      Tensor v = flat.detach();
      Tensor difference = v.matmul(bases.t()).matmul(bases).sub(v);
      Tensor used = histories.used().view(-1, 1);
      Tensor rebuilt = difference.mul(difference).mul(used).sum().div(used.sum());
      terms.add(LossTerm.of("reconstruction", options.reconstruction(), rebuilt));
    }
    if (options.orthogonality() > 0) {
      Tensor difference = bases.matmul(bases.t()).sub(Tensors.eye(channels));
      Tensor mean = difference.mul(difference).mean();
      terms.add(LossTerm.of("orth", options.orthogonality(), mean));
    }
    return terms;
  }

  @Override
  public Tensor itemVectors() {
    return items;
  }

  @Override
  public Retrieval retrieval() {
    return Retrieval.SHARED_BY_WEIGHT;
  }

  /**
   * Encodes histories.
   *
   * @param flat v of the histories' items, {@code [S·T, d]}
   */
  private Encoded encode(Histories histories, Tensor flat) {
    long count = histories.count();
    long length = histories.length();
    long rowCount = histories.rowCount();
    Tensor likeness = flat.matmul(bases.t());
    Tensor nearest = likeness.argmax(new LongOptional(1), true);
    Tensor channel =
        Tensors.toFloat(nearest.eq(Tensors.range(channels))).view(count, length, channels);
    Tensor mask = histories.mask().unsqueeze(2);
    Tensor assigned = channel.transpose(1, 2).unsqueeze(1).mul(mask);
    Tensor logits = torch.addmm(bias, flat, weight.t()).tanh().matmul(query.t());
    logits = logits.view(count, length, channels).transpose(1, 2).unsqueeze(1);
    // The last factor makes the attention of a channel without items zero.
    Tensor attention = Masks.softmax(logits, assigned, 3).mul(assigned);
    Tensor vectors =
        attention
            .reshape(count, (long) histories.prefixes() * channels, length)
            .matmul(flat.view(count, length, -1))
            .view(rowCount, channels, -1);
    Tensor counts = assigned.sum(3).view(rowCount, channels);
    return new Encoded(
        vectors,
        Tensors.toFloat(counts.gt(scalar(0))),
        counts.div(histories.lengths()),
        Tensors.zeros(rowCount, flat.size(1)));
  }
}
