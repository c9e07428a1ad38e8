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
 * CMI (Li et al., SIGIR 2022): items are shared out over learnt categories, an interest is the sum
 * of a category's items, and a GRU's general interest is fused into all of them. The paper's form
 * follows the authors' code where it differs from the text (score by the fused interests alone,
 * normalised sums, projected rows, usage uniformity); {@link CmiOptions} says what else there is.
 */
public final class Cmi implements InterestModel {
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

  /** Natural logarithms of half-lives, in items: of the interests [L], of the context [1]. */
  private Tensor halfLives;

  private Tensor contextHalfLife;
  private Tensor gamma;
  private Tensor kappa;
  private Tensor scale;
  private Tensor bias;

  /**
   * Creates one with random tensors.
   *
   * @param itemCount rows of the vocabulary
   * @param dimension d
   * @param interests L
   */
  public Cmi(int itemCount, int dimension, int interests, CmiOptions options, long seed) {
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
      halfLives =
          parameters.constant("interest.half_life", Math.log(options.halfLife()), interests);
    }
    if (options.fusion() == Fusion.CONTEXT) {
      if (options.recency() == Recency.LEARNT) {
        contextHalfLife =
            parameters.constant("context.half_life", Math.log(options.contextHalfLife()), 1);
      }
      if (options.general()) {
        gamma = parameters.constant("context.gamma", options.gamma(), 1);
      }
      if (options.kappaLearnt()) {
        kappa = parameters.constant("context.kappa", options.kappa(), 1);
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
      hits = examples.targets().unsqueeze(1).eq(examples.negatives().unsqueeze(0));
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

  /** Interests of view A are in even rows, of view B in odd ones. */
  private void addContrast(List<LossTerm> terms, Tensor vectors) {
    Tensor pairs = vectors.view(-1, 2, interests, vectors.size(2));
    Tensor a = pairs.select(1, 0).reshape(-1, vectors.size(2));
    Tensor b = pairs.select(1, 1).reshape(-1, vectors.size(2));
    Contrast contrast = new Contrast(a, b, options.contrastiveTemperature());
    double weight = options.contrastive();
    terms.add(new LossTerm("contrast_a2b", weight, contrast.forward(), contrast.surrogate()));
    // The surrogate above holds the gradients of both directions.
    Tensor nothing = contrast.surrogate().detach().zero_();
    terms.add(new LossTerm("contrast_b2a", weight, contrast.backward(), nothing));
  }

  /** (1/L²) Σ (g_l·g_m − [l = m])². */
  private Tensor orthogonality(Tensor g) {
    Tensor difference = g.matmul(g.t()).sub(Tensors.eye(interests));
    return difference.mul(difference).mean();
  }

  private Tensor rows(Tensor indices) {
    Tensor rows = items.index_select(0, indices);
    return options.rows() == RowLength.DIVIDED ? unit(rows) : rows;
  }

  /**
   * What one pass over histories gives.
   *
   * @param categories unit rows, [L, d]
   * @param usage mean share of each category over all positions, [L]
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

  /** One-hot at the largest share; the gradient is the soft shares'. */
  private static Tensor hard(Tensor soft) {
    Tensor oneHot =
        torch.zeros_like(soft).scatter_(1, soft.argmax(new LongOptional(1), true), scalar(1));
    return oneHot.sub(soft.detach()).add(soft);
  }

  /** Leaves items out at random and scales the others up. */
  private Tensor drop(Tensor mask) {
    return options.dropout() > 0 ? torch.dropout(mask, options.dropout(), true) : mask;
  }

  /**
   * 2^(−age/η), [S, P, T, n].
   *
   * @param logarithms ln η, [n]; null: η is fixed
   */
  private static Tensor decay(Tensor ages, Tensor mask, Tensor logarithms, double fixed, int n) {
    Tensor halvings = ages.mul(mask).mul(scalar(-LN2)).unsqueeze(3);
    if (logarithms == null) {
      return halvings.div(scalar(fixed)).exp();
    }
    return halvings.mul(logarithms.neg().exp().view(1, 1, 1, n)).exp();
  }

  /** u^g = unit(ReLU(M h_n + b)), [R, d]. */
  private Tensor general(Histories histories, Tensor flat) {
    Tensor state = histories.gru(flat, input, recurrent);
    return unit(torch.relu(torch.addmm(projectionBias, state, projection.t())));
  }
}
