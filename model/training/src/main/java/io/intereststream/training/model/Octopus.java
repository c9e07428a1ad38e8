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
 * Octopus (Liu et al., SIGIR 2020): an archive of channels with orthogonal bases, of which a viewer
 * has those that the history activates.
 *
 * <p>Served from {@code item.embedding} v [items, d], {@code channel.base} B [M, d], {@code
 * attention.weight} W [d, d], {@code attention.bias} a [d] and {@code attention.query} q [M, d]:
 *
 * <ol>
 *   <li>channel of an item: c(i) = argmax over m of b_m·v_i (ties: smaller m); it depends on the
 *       item alone;
 *   <li>e_i = q_{c(i)}·tanh(W v_i + a), likewise;
 *   <li>interest u_m = Σ_{t: c(s_t) = m} exp(e_{s_t}) v_{s_t} / Σ_{t: c(s_t) = m} exp(e_{s_t});
 *       channels without an item are inactive (zero); an item adds to two running sums, and leaving
 *       ones are taken out again (|e| ≤ Σ|q|: no overflow);
 *   <li>weight of a channel: the share of the history's items in it;
 *   <li>items are not ranked by the best score but shared out over the channels by weight: {@link
 *       Retrieval#SHARED_BY_WEIGHT}.
 * </ol>
 *
 * <p>Trained: each target by the vector of its own channel alone, in sampled softmax, while the
 * bases are kept orthogonal, (1/M²) ‖B Bᵀ − I‖², and rebuild the history's items, mean ‖v − Bᵀ B
 * v‖². Chosen here, where the paper leaves a choice or says little: a target whose channel the
 * viewer lacks trains the nearest that the viewer has; rebuilding moves the bases and not the
 * items, which would otherwise shrink into the M dimensions of the bases; the attention's form (it
 * must depend on item and channel only, that it can be served by running sums); of the paper's two
 * ways to share out candidates the allotted one, as the other is the best score over channels;
 * bases start orthonormal, the rest as Glorot's; negatives uniform and shared, hits left out.
 */
public final class Octopus implements InterestModel {
  private final int channels;
  private final OctopusOptions options;
  private final Parameters parameters;
  private final Tensor items;
  private final Tensor bases;
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor query;

  /**
   * Creates one with random tensors.
   *
   * @param itemCount rows of the vocabulary
   * @param dimension d
   * @param channels M, at most d
   */
  public Octopus(int itemCount, int dimension, int channels, OctopusOptions options, long seed) {
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
   * Encodes.
   *
   * @param flat rows of the histories' items [S·T, d]
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
    // A channel without an item: equal shares of nothing.
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
