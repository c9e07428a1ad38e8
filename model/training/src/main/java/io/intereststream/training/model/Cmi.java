package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;
import static io.intereststream.training.tensor.Tensors.unit;

import io.intereststream.training.model.CmiOptions.Assignment;
import io.intereststream.training.model.CmiOptions.Fusion;
import io.intereststream.training.model.CmiOptions.Recency;
import io.intereststream.training.model.CmiOptions.RowLength;
import io.intereststream.training.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * CMI (Li et al., SIGIR 2022): items are assigned to learnt categories, an interest is the sum of
 * the items of one category, and the general interest, made by a GRU, is mixed into every interest.
 *
 * <p>Served from {@code item.embedding} v [items, d] and {@code category.embedding} g [L, d], both
 * with rows of unit length; with a general interest also from {@code general.gru.weight_ih}
 * [3·hidden, d], {@code general.gru.weight_hh} [3·hidden, hidden], {@code
 * general.projection.weight} M [d, hidden] and {@code general.projection.bias} b [d]; with biases
 * also from {@code item.bias} [items]. For a history s_0..s_{n−1}, where age_t = n − 1 − t and
 * unit(x) = x / max(‖x‖, 1e-12):
 *
 * <ol>
 *   <li>p_t = softmax over l of v_{s_t}·g_l / ε; with hard assignment p_t is 1 for the largest of
 *       these and 0 for the others;
 *   <li>z_l = Σ_t 2^(−age_t / η_l) p_{t,l} v_{s_t}, without recency Σ_t p_{t,l} v_{s_t}; the weight
 *       of an interest is Σ_t p_{t,l} / n;
 *   <li>h_n = GRU(v_{s_t}, h), h = 0 before the first item, no biases ({@link Histories#gru});
 *   <li>general interest u^g = unit(ReLU(M h_n + b));
 *   <li>interest u_l = unit(unit(z_l) + u^g), always active; with context fusion u_l = unit(z_l + κ
 *       c), c = unit(unit(s) + γ u^g), s = Σ_t 2^(−age_t / η_0) v_{s_t}, active if any item is
 *       assigned to the category; with an anchor then u_l ← unit(u_l + λ g_l), always active;
 *   <li>score of an item: max over active l of u_l·v_i, plus the item's bias if items have one.
 * </ol>
 *
 * <p>Trained by {@link BestInterestLoss}, and by terms that keep the categories orthogonal and
 * their use uniform; with two views of each viewer also by {@link Contrast}. Where the authors'
 * code differs from their text, the paper's form follows the code: only the fused interests are
 * scored, sums are normalised, rows are projected, and there is a term for uniform use. {@link
 * CmiOptions} lists what other forms there are.
 */
final class Cmi implements InterestModel {
  /** Natural logarithms of the half-lives η_l, {@code [L]}. */
  static final String HALF_LIVES = "interest.half_life";

  /** Natural logarithm of the half-life η_0, {@code [1]}. */
  static final String CONTEXT_HALF_LIFE = "context.half_life";

  /** γ, {@code [1]}. */
  static final String GAMMA = "context.gamma";

  /** κ, {@code [1]}. */
  static final String KAPPA = "context.kappa";

  private static final double LN2 = Math.log(2);

  private final CmiOptions options;
  private final int interests;
  private final Parameters parameters;
  private final Tensor items;
  private final Tensor categories;
  private Tensor input;
  private Tensor recurrent;
  private Tensor projection;
  private Tensor projectionBias;

  private Tensor halfLives;
  private Tensor contextHalfLife;
  private Tensor gamma;
  private Tensor kappa;
  private Tensor scale;
  private Tensor bias;

  /**
   * Creates a model with random weights.
   *
   * @param itemCount number of items in the vocabulary
   * @param dimension d
   * @param interests L
   */
  Cmi(int itemCount, int dimension, int interests, CmiOptions options, long seed) {
    this.options = options;
    this.interests = interests;
    this.parameters = new Parameters(seed);
    double bound = 1 / Math.sqrt(dimension);
    int h = options.hidden();
    items = parameters.uniform("item.embedding", bound, itemCount, dimension);
    categories = parameters.uniform("category.embedding", bound, interests, dimension);
    if (options.general()) {
      double hidden = 1 / Math.sqrt(h);
      input = parameters.uniform("general.gru.weight_ih", hidden, 3L * h, dimension);
      recurrent = parameters.uniform("general.gru.weight_hh", hidden, 3L * h, h);
      projection = parameters.uniform("general.projection.weight", hidden, dimension, h);
      projectionBias = parameters.uniform("general.projection.bias", hidden, dimension);
    }
    if (options.recency() == Recency.LEARNT) {
      halfLives = parameters.constant(HALF_LIVES, Math.log(options.halfLife()), interests);
    }
    if (options.fusion() == Fusion.CONTEXT) {
      if (options.recency() == Recency.LEARNT) {
        contextHalfLife =
            parameters.constant(CONTEXT_HALF_LIFE, Math.log(options.contextHalfLife()), 1);
      }
      if (options.general()) {
        gamma = parameters.constant(GAMMA, options.gamma(), 1);
      }
      if (options.kappaLearnt()) {
        kappa = parameters.constant(KAPPA, options.kappa(), 1);
      }
    }
    if (options.scaleLearnt()) {
      scale = parameters.constant("score.scale", options.scale(), 1);
    }
    if (options.bias()) {
      bias = parameters.constant("item.bias", 0, itemCount);
    }
  }

  @Override
  public Map<String, Tensor> parameters() {
    return parameters.byName();
  }

  @Override
  public void beforeStep() {
    if (options.rows() == RowLength.PROJECTED) {
      Tensors.withoutGradient(() -> items.copy_(unit(items)));
      Tensors.withoutGradient(() -> categories.copy_(unit(categories)));
    }
  }

  @Override
  public Encoded encode(Histories histories) {
    return pass(histories, false).encoded;
  }

  @Override
  public Tensor itemVectors() {
    return unit(items);
  }

  @Override
  public Tensor itemBias() {
    return bias;
  }

  @Override
  public List<LossTerm> loss(Examples examples) {
    Pass pass = pass(examples.histories(), true);
    List<LossTerm> terms = new ArrayList<>();
    terms.add(main(pass.encoded.interests(), examples));
    if (options.contrastive() > 0) {
      addContrast(terms, pass.encoded.interests());
    }
    if (options.orthogonality() > 0 && interests > 1) {
      terms.add(LossTerm.of("orth", options.orthogonality(), orthogonality(pass.categories)));
    }
    if (options.uniformity() > 0 && interests > 1) {
      Tensor usage = pass.usage;
      terms.add(LossTerm.of("uniform", options.uniformity(), usage.std().div(usage.mean())));
    }
    return terms;
  }

  private LossTerm main(Tensor vectors, Examples examples) {
    Tensor hits = null;
    if (options.rows() == RowLength.DIVIDED) {
      hits = examples.hits();
    }
    return new BestInterestLoss(
            vectors,
            rows(examples.targets()),
            rows(examples.negatives()),
            bias == null ? null : bias.index_select(0, examples.targets()),
            bias == null ? null : bias.index_select(0, examples.negatives()),
            scale == null ? Tensors.floats(new float[] {(float) options.scale()}, 1) : scale,
            hits)
        .term();
  }

  /** Adds both directions; even rows are view A of a viewer, odd rows view B. */
  private void addContrast(List<LossTerm> terms, Tensor vectors) {
    Tensor pairs = vectors.view(-1, 2, interests, vectors.size(2));
    Tensor a = pairs.select(1, 0).reshape(-1, vectors.size(2));
    Tensor b = pairs.select(1, 1).reshape(-1, vectors.size(2));
    Contrast contrast = new Contrast(a, b, options.contrastiveTemperature());
    double weight = options.contrastive();
    terms.add(new LossTerm("contrast_a2b", weight, contrast.forward(), contrast.surrogate()));
    // The first term's surrogate has the gradient of both directions.
    Tensor nothing = contrast.surrogate().detach().zero_();
    terms.add(new LossTerm("contrast_b2a", weight, contrast.backward(), nothing));
  }

  /** Returns (1/L²) Σ over l, m of (g_l·g_m − [l = m])². */
  private Tensor orthogonality(Tensor g) {
    Tensor difference = g.matmul(g.t()).sub(Tensors.eye(interests));
    return difference.mul(difference).mean();
  }

  /** Returns the vectors v of items, {@code [n, d]}. */
  private Tensor rows(Tensor indices) {
    Tensor rows = items.index_select(0, indices);
    return options.rows() == RowLength.DIVIDED ? unit(rows) : rows;
  }

  /**
   * The result of a pass over histories.
   *
   * @param categories g, unit rows, {@code [L, d]}
   * @param usage mean over all positions of the softmax p, also with hard assignment, {@code [L]}
   */
  private record Pass(Encoded encoded, Tensor categories, Tensor usage) {}

  private Pass pass(Histories histories, boolean training) {
    long count = histories.count();
    long length = histories.length();
    long prefixes = histories.prefixes();
    long rowCount = histories.rowCount();
    Tensor flat = rows(histories.items());
    long d = flat.size(1);
    Tensor v = flat.view(count, length, d);
    Tensor g = options.rows() == RowLength.DIVIDED ? unit(categories) : categories;

    Tensor soft = torch.softmax(flat.matmul(g.t()).div(scalar(options.temperature())), -1);
    Tensor used = histories.used().view(-1, 1);
    Tensor usage = soft.mul(used).sum(0).div(used.sum());
    Tensor shares = options.assignment() == Assignment.SOFT ? soft : hard(soft);
    shares = shares.view(count, 1, length, interests);

    Tensor ages = histories.ages();
    Tensor mask = histories.mask();
    Tensor assigned = shares.mul(mask.unsqueeze(3)).sum(2).view(rowCount, interests);
    Tensor weights = assigned.div(mask.sum(2).view(rowCount, 1));
    Tensor kept = training ? drop(mask) : mask;
    Tensor of = kept.unsqueeze(3).mul(shares);
    if (options.recency() != Recency.NONE) {
      of = of.mul(decay(ages, mask, halfLives, options.halfLife(), interests));
    }
    Tensor z =
        of.transpose(2, 3)
            .reshape(count, prefixes * interests, length)
            .matmul(v)
            .view(rowCount, interests, d);

    Tensor general = options.general() ? general(histories, flat) : null;
    Tensor fused;
    Tensor active;
    if (options.fusion() == Fusion.PAPER) {
      fused = general == null ? unit(z) : unit(unit(z).add(general.unsqueeze(1)));
      active = torch.ones_like(weights);
    } else {
      Tensor sumOf = kept;
      if (options.recency() != Recency.NONE) {
        sumOf =
            sumOf.mul(decay(ages, mask, contextHalfLife, options.contextHalfLife(), 1).squeeze(3));
      }
      Tensor context = unit(sumOf.matmul(v).view(rowCount, d));
      if (general != null) {
        context = unit(context.add(general.mul(gamma)));
      }
      Tensor part = context.unsqueeze(1);
      part = kappa == null ? part.mul(scalar(options.kappa())) : part.mul(kappa);
      fused = unit(z.add(part));
      active = Tensors.toFloat(assigned.gt(scalar(1e-9)));
    }
    if (options.anchor() > 0) {
      fused = unit(fused.add(g.mul(scalar(options.anchor()))));
      active = Tensors.ones(rowCount, interests);
    }
    if (general == null) {
      general = Tensors.zeros(rowCount, d);
    }
    return new Pass(new Encoded(fused, active, weights, general), g, usage);
  }

  /** Returns 1 at the largest share and 0 elsewhere; the gradient is that of the soft shares. */
  private static Tensor hard(Tensor soft) {
    Tensor oneHot =
        torch.zeros_like(soft).scatter_(1, soft.argmax(new LongOptional(1), true), scalar(1));
    return oneHot.sub(soft.detach()).add(soft);
  }

  /** Sets random entries to 0 and scales the others up. */
  private Tensor drop(Tensor mask) {
    return options.dropout() > 0 ? torch.dropout(mask, options.dropout(), true) : mask;
  }

  /**
   * Returns 2^(−age/η), {@code [S, P, T, n]}.
   *
   * @param logarithms ln η, {@code [n]}; null: η is {@code fixed}
   */
  private static Tensor decay(Tensor ages, Tensor mask, Tensor logarithms, double fixed, int n) {
    Tensor halvings = ages.mul(mask).mul(scalar(-LN2)).unsqueeze(3);
    if (logarithms == null) {
      return halvings.div(scalar(fixed)).exp();
    }
    return halvings.mul(logarithms.neg().exp().view(1, 1, 1, n)).exp();
  }

  /** Returns u^g = unit(ReLU(M h_n + b)), {@code [R, d]}. */
  private Tensor general(Histories histories, Tensor flat) {
    Tensor state = histories.gru(flat, input, recurrent);
    return unit(torch.relu(torch.addmm(projectionBias, state, projection.t())));
  }
}
