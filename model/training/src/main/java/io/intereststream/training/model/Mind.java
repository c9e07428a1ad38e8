package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import io.intereststream.training.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * MIND (Li et al., CIKM 2019): dynamic routing with one matrix for all interests, as many interests
 * as the length of the history allows, and two layers after each capsule.
 *
 * <p>Served from {@code item.embedding} v [items, d], {@code routing.bilinear} S [d, d], the
 * constant {@code routing.logits} r [window, K], {@code output.hidden.weight} A [hidden, d], {@code
 * output.hidden.bias} a [hidden], {@code output.weight} B [d, hidden] and {@code output.bias} b
 * [d], for a history s_0..s_{n−1}, n at most the window:
 *
 * <ol>
 *   <li>the first K_u = max(1, min(K, ⌊log2 n⌋)) interests are active (equation 9);
 *   <li>votes x_t = S v_{s_t} (the bilinear map of equation 6, where the agreement is z_l·S v);
 *   <li>b_{t,l} = r[t, l], where t = 0 is the oldest item of the window; then in each iteration:
 *       w_t = softmax over l &lt; K_u of b_t; z_l = squash(Σ_t w_{t,l} x_t), squash(x) = ‖x‖² / (1
 *       + ‖x‖²) · x / √(‖x‖² + 1e-9); except in the last iteration b_{t,l} ← b_{t,l} + z_l·x_t
 *       (algorithm 1);
 *   <li>interest u_l = ReLU(B ReLU(A z_l + a) + b), zero if it is not active; its weight is Σ_t
 *       w_{t,l} / n with w of the last iteration;
 *   <li>score of an item: max over active l of u_l·v_i (equation 12).
 * </ol>
 *
 * <p>A new item changes the shares of all others, so the encoder computes the whole history at each
 * event.
 *
 * <p>Trained by {@link SampledSoftmax} on one vector per example, made by label-aware attention
 * (equation 10): Σ_l u_l · softmax over active l of pow(u_l·v_target, p). Choices made here,
 * because the paper does not specify them and public code differs:
 *
 * <ul>
 *   <li>normal logits that are drawn once from the seed, one for each position and interest, and
 *       are part of the release, so that a history has only one encoding; the paper draws new ones
 *       for each viewer;
 *   <li>a power that keeps the sign, sign(x)·|x|^p; without the sign, an even p would attend to an
 *       interest that is opposite to the target;
 *   <li>a gradient only through the last iteration, as in ComiRec's code;
 *   <li>two layers with ReLU after a capsule, the first 4d wide in the preset; the paper says only
 *       that they are fully connected;
 *   <li>no user profile, since the data has none;
 *   <li>uniform negatives that all rows share;
 *   <li>Glorot initialisation of all trained tensors, and zeros for biases.
 * </ul>
 */
final class Mind implements InterestModel {
  /** From this power on, the attention is only on the nearest interest. */
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
   * Creates a model with random weights.
   *
   * @param itemCount number of items in the vocabulary
   * @param dimension d
   * @param interests K
   * @param window longest history
   */
  Mind(int itemCount, int dimension, int interests, int window, MindOptions options, long seed) {
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
    DynamicRouting.Routed routed =
        DynamicRouting.route(
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

  /** Returns 1 for the first max(1, min(K, ⌊log2 n⌋)) interests of each row, {@code [R, K]}. */
  private Tensor active(Histories histories) {
    // ⌊log2(n + 1/2)⌋ = ⌊log2 n⌋, and rounding cannot change it.
    Tensor allowed = histories.lengths().add(scalar(0.5)).log2().floor().clamp_min(scalar(1));
    return Tensors.toFloat(allowed.gt(Tensors.range(interests)));
  }

  /** Returns Σ_l u_l · softmax over active l of pow(u_l·v, p), {@code [R, d]}. */
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
