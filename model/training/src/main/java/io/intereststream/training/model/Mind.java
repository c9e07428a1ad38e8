package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import io.intereststream.training.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * MIND (Li et al., CIKM 2019): routing by agreement with one map for all, as many interests as the
 * length of the history allows, and two layers on each capsule.
 *
 * <p>Served from {@code item.embedding} v [items, d], {@code routing.bilinear} S [d, d], the
 * constant {@code routing.logits} r [window, K], {@code output.hidden.weight} A [hidden, d], {@code
 * output.hidden.bias} a [hidden], {@code output.weight} B [d, hidden] and {@code output.bias} b
 * [d], for a history s_0..s_{n−1}, n at most the window:
 *
 * <ol>
 *   <li>interests in use: K_u = max(1, min(K, ⌊log2 n⌋)) (equation 9); the first K_u are active;
 *   <li>votes x_t = S v_{s_t} (the bilinear map of equation 6: agreement is z_l·S v);
 *   <li>b_{t,l} = r[t, l], t counted from the oldest item of the window; then as often as there are
 *       iterations: w_t = softmax over l &lt; K_u of b_t; z_l = squash(Σ_t w_{t,l} x_t), squash(x)
 *       = ‖x‖² / (1 + ‖x‖²) · x / √(‖x‖² + 1e-9); b_{t,l} ← b_{t,l} + z_l·x_t (but after the last)
 *       (algorithm 1);
 *   <li>interest u_l = ReLU(B ReLU(A z_l + a) + b); its weight is its share of the positions, Σ_t
 *       w_{t,l} / n, w of the last iteration; inactive ones are zero;
 *   <li>score of an item: max over active l of u_l·v_i (equation 12).
 * </ol>
 *
 * <p>Every item changes all shares; only the votes can be kept.
 *
 * <p>Trained by label-aware attention (equation 10): a vector Σ_l softmax over active l of
 * pow(u_l·v_target, p) u_l, in sampled softmax. Chosen here, where paper and common code leave a
 * choice: the paper draws the Gaussian logits anew for each viewer; here they are drawn once from
 * the seed, one for each position and interest, and belong to the release, so that a history has
 * one encoding; pow keeps the sign, sign(x)·|x|^p, else an interest opposite to the target would be
 * attended to when p is even; the gradient goes through the last iteration alone, as in ComiRec's
 * code; of the layers the paper says only that they are fully connected with ReLU: two, 4d wide
 * inside; no user profile, as the data has none; negatives uniform and shared, hits left out; all
 * trained tensors start as Glorot's, biases at zero.
 */
public final class Mind implements InterestModel {
  private static final double HARD = 100;

  private final int interests;
  private final int window;
  private final MindOptions options;
  private final Parameters parameters;
  private final Tensor items;
  private final Tensor bilinear;
  private final Tensor start;
  private final Tensor hidden;
  private final Tensor hiddenBias;
  private final Tensor output;
  private final Tensor outputBias;

  /**
   * Creates one with random tensors.
   *
   * @param itemCount rows of the vocabulary
   * @param dimension d
   * @param interests K
   * @param window longest history
   */
  public Mind(
      int itemCount, int dimension, int interests, int window, MindOptions options, long seed) {
    this.interests = interests;
    this.window = window;
    this.options = options;
    parameters = new Parameters(seed);
    items = parameters.glorot("item.embedding", itemCount, dimension);
    bilinear = parameters.glorot("routing.bilinear", dimension, dimension);
    start = parameters.fixedNormal("routing.logits", options.noise(), window, interests);
    hidden = parameters.glorot("output.hidden.weight", options.hidden(), dimension);
    hiddenBias = parameters.constant("output.hidden.bias", 0, options.hidden());
    output = parameters.glorot("output.weight", dimension, options.hidden());
    outputBias = parameters.constant("output.bias", 0, dimension);
  }

  @Override
  public Map<String, Tensor> parameters() {
    return parameters.byName();
  }

  @Override
  public Map<String, Tensor> constants() {
    return parameters.constants();
  }

  @Override
  public Encoded encode(Histories histories) {
    histories.requireWithin(window);
    long count = histories.count();
    long length = histories.length();
    long prefixes = histories.prefixes();
    long rowCount = histories.rowCount();
    Tensor flat = items.index_select(0, histories.items());
    long d = flat.size(1);
    Tensor votes = flat.matmul(bilinear.t()).view(count, 1, length, d);
    Tensor active = active(histories);

    long[] byInterest = {count, prefixes, interests, length};
    long[] together = {count, 1, prefixes * interests, length};
    Tensor mask = histories.mask().unsqueeze(2);
    Tensor used = active.view(count, prefixes, interests, 1);
    Tensor noise = start.narrow(0, 0, length).t().expand(byInterest).reshape(together);
    Routing.Routed routed =
        Routing.route(
            votes,
            noise,
            options.iterations(),
            logits -> Masks.softmax(logits.view(byInterest), used, 2).mul(mask).view(together));
    Tensor capsules = routed.capsules().view(rowCount * interests, d);
    Tensor inner = torch.relu(torch.addmm(hiddenBias, capsules, hidden.t()));
    Tensor vectors =
        torch.relu(torch.addmm(outputBias, inner, output.t())).view(rowCount, interests, d);
    Tensor assigned = routed.shares().sum(3).view(rowCount, interests);
    return new Encoded(
        vectors.mul(active.unsqueeze(2)),
        active,
        assigned.div(histories.lengths()),
        Tensors.zeros(rowCount, d));
  }

  @Override
  public List<LossTerm> loss(Examples examples) {
    Tensor targets = items.index_select(0, examples.targets());
    Tensor negatives = items.index_select(0, examples.negatives());
    Encoded encoded = encode(examples.histories());
    return List.of(
        SampledSoftmax.overVector(
            attended(encoded.interests(), encoded.active(), targets),
            targets,
            negatives,
            examples));
  }

  @Override
  public Tensor itemVectors() {
    return items;
  }

  /** 1 for the first max(1, min(K, ⌊log2 n⌋)) of each row, [R, K]. */
  private Tensor active(Histories histories) {
    // n + 1/2 has the same ⌊log2⌋ and is far from where rounding would change it.
    Tensor allowed = histories.lengths().add(scalar(0.5)).log2().floor().clamp_min(scalar(1));
    return Tensors.toFloat(allowed.gt(Tensors.range(interests)));
  }

  /** Σ_l softmax over active l of pow(u_l·v, p) u_l, [R, d]. */
  private Tensor attended(Tensor vectors, Tensor active, Tensor targets) {
    if (options.power() >= HARD) {
      return SampledSoftmax.nearest(vectors, active, targets);
    }
    Tensor scores = vectors.matmul(targets.unsqueeze(2)).squeeze(2);
    if (options.power() > 1) {
      scores = scores.mul(scores.abs().pow(scalar(options.power() - 1)));
    }
    Tensor attention = Masks.softmax(scores, active, 1);
    return attention.unsqueeze(1).matmul(vectors).squeeze(1);
  }
}
