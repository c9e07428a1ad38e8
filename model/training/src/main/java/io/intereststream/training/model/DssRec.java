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
 * causal encoder whose positions are shared out over intentions; besides the next item, the
 * interest of an intention foretells what the same intention makes of the future.
 *
 * <p>Served from {@code item.embedding} v [items, d], the tensors of {@link CausalEncoder}, {@code
 * intention.prototype} c [K, d], {@code intention.position} α [window, d], {@code
 * intention.key.norm.weight} and {@code .bias} [d], {@code intention.key.weight} W [d, d] and
 * {@code .bias} w [d], {@code intention.query.norm.weight} and {@code .bias} [d], {@code
 * intention.query.shift} b' [d], {@code intention.shift} β [K, d], {@code intention.norm.weight}
 * and {@code .bias} [d], for a history of n items, n at most the window; norm as there, norm0
 * without scale and shift:
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
 * <p>Keys and values of earlier positions can be kept until the window moves; p(i) changes with
 * each item.
 *
 * <p>Trained by the sum of two losses. Sequence to item: −log max_k exp(u_k·v_target / √d) / Σ over
 * target and negatives i, Σ_k' exp(u_k'·v_i / √d). Sequence to sequence: of a viewer's prefix with
 * interests u and reversed future with interests u' (same encoder), for each k −log exp(u_k·u'_k /
 * √d) / Σ over the futures of the batch, Σ_k' exp(u_k·u'_k' / √d); of all these the share λ with
 * the smallest loss counts, the others say that the intention is not shared.
 *
 * <p>Chosen here, where the paper leaves a choice: clustering without scale and shift, which makes
 * it the cosine it is described as (one of the shifts would change nothing); β shared by prefix and
 * future; one pair of prefix and future a viewer, the first, even where more prefixes are drawn, as
 * their futures overlap; the mean over what counts, not the sum; negatives uniform and shared in
 * place of the batch's targets, hits left out; maps start as Glorot's, c and β normal with
 * deviation 1/√d, α and b' at zero.
 */
public final class DssRec implements InterestModel {
  private static final double NEVER = -1e9;

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
   * Creates one with random tensors.
   *
   * @param itemCount rows of the vocabulary
   * @param dimension d
   * @param interests K
   * @param window longest history
   */
  public DssRec(
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
            "sampling.futures: 0 (expected: more, dssrec learns from futures)");
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
    Tensor hits = examples.targets().unsqueeze(1).eq(examples.negatives().unsqueeze(0));
    others = torch.logsumexp(others, 1).masked_fill(hits, scalar(NEVER));
    Tensor all = torch.cat(new TensorVector(torch.logsumexp(own, 1).unsqueeze(1), others), 1);
    return torch.logsumexp(all, 1).sub(own.amax(new long[] {1}, false)).mean();
  }

  /**
   * The mean over the more certain pairs.
   *
   * @param prefixes interests [S, K, d]
   * @param futures interests [S, K, d]
   */
  private Tensor sequenceToSequence(Tensor prefixes, Tensor futures) {
    long d = prefixes.size(2);
    Tensor from = prefixes.reshape(-1, d).div(scalar(divisor));
    Tensor likeness = Tensors.toFloat(from.matmul(futures.reshape(-1, d).t()));
    Tensor losses = torch.logsumexp(likeness, 1).sub(likeness.diagonal());
    long kept = Math.max(1, (long) Math.floor(options.kept() * losses.size(0)));
    return losses.topk(kept, 0, false, false).get0().mean();
  }

  /** Mean 0 and variance 1 over the last axis. */
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
