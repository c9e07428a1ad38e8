package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import io.intereststream.error.InterestStreamException;
import io.intereststream.training.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * DSSRec (Ma et al., KDD 2020, "Disentangled self-supervision in sequential recommenders"): a
 * causal encoder whose positions belong to intentions. It is trained to predict the next item, and
 * to predict from an intention's interest the interest that the same intention has in the viewer's
 * later items.
 *
 * <p>Served from {@code item.embedding} v [items, d], the tensors of {@link CausalEncoder}, {@code
 * intention.prototype} c [K, d], {@code intention.position} α [window, d], {@code
 * intention.key.norm.weight} and {@code .bias} [d], {@code intention.key.weight} W [d, d] and
 * {@code .bias} w [d], {@code intention.query.norm.weight} and {@code .bias} [d], {@code
 * intention.query.shift} b' [d], {@code intention.shift} β [K, d], {@code intention.norm.weight}
 * and {@code .bias} [d], for a history of n items, n at most the window; norm as in the encoder,
 * norm0 the same without weight and bias:
 *
 * <ol>
 *   <li>z_0..z_{n−1} from the encoder;
 *   <li>p(k|i) = softmax over k of norm0(z_i)·norm0(c_k) / √d: √d times the cosine of the centred
 *       vectors (intention clustering);
 *   <li>p(i) = softmax over i of key_i·query / √d, key_i = y_i + ReLU(W y_i + w), y_i = norm(z_i +
 *       α_i), query = norm(z_{n−1} + α_{n−1} + b') (intention weighting);
 *   <li>interest u_k = norm(β_k + Σ_i p(k|i) p(i) z_i), always active (intention aggregation); its
 *       weight is Σ_i p(k|i) p(i);
 *   <li>score of an item: max over k of u_k·v_i.
 * </ol>
 *
 * <p>p(i) changes with each item, so the encoder computes the whole history at each event.
 *
 * <p>Trained by the sum of two losses:
 *
 * <ul>
 *   <li>Sequence to item: −log (max_k exp(u_k·v_target / √d) / Σ_i Σ_m exp(u_m·v_i / √d)), where i
 *       goes over the target and the negatives, and k and m over the intentions.
 *   <li>Sequence to sequence: the encoder gives u from a viewer's prefix, and u' from the same
 *       viewer's later items in reversed order. The loss of intention k is −log (exp(u_k·u'_k / √d)
 *       / Σ_m exp(u_k·u'_m / √d)), where m goes over the interests from the later items of all
 *       viewers in the batch. Only the smallest of these losses count, a share λ of all; a large
 *       loss is taken as a sign that the later items have other intentions.
 * </ul>
 *
 * <p>Choices made here, because the paper does not specify them: clustering with norm0, without
 * weight and bias, because it is then the cosine that the paper describes; the same β for prefixes
 * and later items; only one pair of prefix and later items for each viewer, the first, since the
 * later items of several prefixes overlap; the mean of the losses that count, not their sum;
 * uniform negatives that all rows share, instead of the targets of the batch; Glorot initialisation
 * of matrices, normal values with deviation 1/√d for c and β, and zeros for α and b'.
 */
final class DssRec implements InterestModel {
  private final int interests;
  private final DssRecOptions options;
  private final double divisor;
  private final Parameters parameters;
  private final Tensor items;
  private final CausalEncoder encoder;
  private final Tensor prototypes;
  private final Tensor position;
  private final CausalEncoder.Norm keyNorm;
  private final Tensor key;
  private final Tensor keyBias;
  private final CausalEncoder.Norm queryNorm;
  private final Tensor queryShift;
  private final Tensor shift;
  private final CausalEncoder.Norm norm;

  /**
   * Creates a model with random weights.
   *
   * @param itemCount number of items in the vocabulary
   * @param dimension d
   * @param interests K
   * @param window longest history
   * @throws InterestStreamException ({@code USAGE}) if the heads do not divide the dimension
   */
  DssRec(
      int itemCount, int dimension, int interests, int window, DssRecOptions options, long seed) {
    this.interests = interests;
    this.options = options;
    divisor = Math.sqrt(dimension);
    parameters = new Parameters(seed);
    items = parameters.glorot("item.embedding", itemCount, dimension);
    encoder =
        new CausalEncoder(
            parameters, dimension, window, options.blocks(), options.heads(), options.dropout());
    prototypes = parameters.normal("intention.prototype", 1 / divisor, interests, dimension);
    position = parameters.constant("intention.position", 0, window, dimension);
    keyNorm = new CausalEncoder.Norm(parameters, "intention.key.norm", dimension);
    key = parameters.glorot("intention.key.weight", dimension, dimension);
    keyBias = parameters.constant("intention.key.bias", 0, dimension);
    queryNorm = new CausalEncoder.Norm(parameters, "intention.query.norm", dimension);
    queryShift = parameters.constant("intention.query.shift", 0, dimension);
    shift = parameters.normal("intention.shift", 1 / divisor, interests, dimension);
    norm = new CausalEncoder.Norm(parameters, "intention.norm", dimension);
  }

  @Override
  public Map<String, Tensor> parameters() {
    return parameters.byName();
  }

  @Override
  public Encoded encode(Histories histories) {
    return encode(histories, false);
  }

  @Override
  public List<LossTerm> loss(Examples examples) {
    Histories histories = examples.histories();
    Tensor vectors = encode(histories, true).interests();
    List<LossTerm> terms = new ArrayList<>();
    terms.add(LossTerm.of("main_ce", 1, sequenceToItem(vectors, examples)));
    if (options.seqToSeq() > 0) {
      if (examples.futures() == null) {
        throw InterestStreamException.usage(
            "sampling.futures: 0 (expected: 1 or more, because dssrec learns from later items)");
      }
      int prefixes = histories.prefixes();
      Histories reversed = examples.futures().reversed(prefixes);
      Tensor first = vectors.view(histories.count(), prefixes, interests, -1).select(1, 0);
      Tensor future = encode(reversed, true).interests();
      Tensor value = sequenceToSequence(first, future);
      terms.add(LossTerm.of("seq2seq", options.seqToSeq(), value));
    }
    return terms;
  }

  @Override
  public Tensor itemVectors() {
    return items;
  }

  private Encoded encode(Histories histories, boolean training) {
    long count = histories.count();
    long length = histories.length();
    long prefixes = histories.prefixes();
    long rowCount = histories.rowCount();
    Tensor z = encoder.encode(histories, items.index_select(0, histories.items()), training);
    long d = z.size(2);

    Tensor clusters = norm0(z).matmul(norm0(prototypes).t()).div(scalar(divisor));
    Tensor intention = torch.softmax(clusters, 2).transpose(1, 2).unsqueeze(1);

    Tensor placed = z.add(position.narrow(0, 0, length));
    Tensor y = keyNorm.apply(placed).view(-1, d);
    Tensor keys = y.add(torch.relu(torch.addmm(keyBias, y, key.t()))).view(count, length, d);
    Tensor query = placed.view(-1, d).index_select(0, histories.last()).add(queryShift);
    query = queryNorm.apply(query).view(count, prefixes, d);
    Tensor likeness = query.matmul(keys.transpose(1, 2)).div(scalar(divisor));
    Tensor importance = Masks.softmax(likeness, histories.mask(), 2);

    Tensor both = importance.unsqueeze(2).mul(intention);
    Tensor sums =
        both.reshape(count, prefixes * interests, length).matmul(z).view(rowCount, interests, d);
    return new Encoded(
        norm.apply(sums.add(shift)),
        Tensors.ones(rowCount, interests),
        both.sum(3).reshape(rowCount, interests),
        Tensors.zeros(rowCount, d));
  }

  private Tensor sequenceToItem(Tensor vectors, Examples examples) {
    Tensor scaled = vectors.div(scalar(divisor));
    Tensor targets = items.index_select(0, examples.targets());
    Tensor negatives = items.index_select(0, examples.negatives());
    Tensor own = scaled.matmul(targets.unsqueeze(2)).squeeze(2);
    Tensor others =
        scaled.view(-1, vectors.size(2)).matmul(negatives.t()).view(vectors.size(0), interests, -1);
    others = torch.logsumexp(others, 1).masked_fill(examples.hits(), scalar(Masks.NEVER));
    Tensor all = torch.cat(new TensorVector(torch.logsumexp(own, 1).unsqueeze(1), others), 1);
    return torch.logsumexp(all, 1).sub(own.amax(new long[] {1}, false)).mean();
  }

  /**
   * Returns the mean of the smallest losses, a share λ of all.
   *
   * @param prefixes interests of the prefixes, {@code [S, K, d]}
   * @param futures interests of the later items, {@code [S, K, d]}
   */
  private Tensor sequenceToSequence(Tensor prefixes, Tensor futures) {
    long d = prefixes.size(2);
    Tensor from = prefixes.reshape(-1, d).div(scalar(divisor));
    Tensor likeness = Tensors.toFloat(from.matmul(futures.reshape(-1, d).t()));
    Tensor losses = torch.logsumexp(likeness, 1).sub(likeness.diagonal());
    long kept = Math.max(1, (long) Math.floor(options.kept() * losses.size(0)));
    return losses.topk(kept, 0, false, false).get0().mean();
  }

  /** Brings the last axis to mean 0 and variance 1. */
  private static Tensor norm0(Tensor x) {
    return torch.layer_norm(
        x,
        new long[] {x.size(-1)},
        new TensorOptional(),
        new TensorOptional(),
        CausalEncoder.EPSILON,
        false);
  }
}
