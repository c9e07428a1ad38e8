package io.intereststream.training.model;

import io.intereststream.training.recipe.Bounds;

/**
 * The options of {@link Cmi}. The paper's form has soft assignment, projected rows, no recency, the
 * paper's fusion and a fixed scale.
 *
 * @param hidden size of the GRU's state
 * @param assignment how an item is assigned to categories
 * @param temperature ε of the assignment's softmax
 * @param rows how the rows of v and g are kept at unit length
 * @param recency whether older items count less
 * @param halfLife η_l, half-life of the interests' sums, in items; the initial value if it is
 *     learnt
 * @param contextHalfLife η_0, half-life of the context's sum, in items; the initial value if it is
 *     learnt
 * @param fusion how the general interest is mixed into the interests
 * @param general whether there is a general interest; false: ablation CMI−G
 * @param kappa κ, weight of the context in an interest; the initial value if it is learnt
 * @param kappaLearnt whether κ is learnt
 * @param gamma γ, initial weight of the general interest in the context; it is always learnt
 * @param anchor λ of unit(u_l + λ g_l), which keeps a viewer's interests apart; 0: no anchor
 * @param scale σ, factor of the scores in the loss; the initial value if it is learnt
 * @param scaleLearnt whether σ is learnt
 * @param bias whether an item's score has a bias
 * @param dropout share of a history's items that are left out of the sums in training
 * @param contrastive weight of each direction of the contrastive term; 0: ablation CMI−CL
 * @param contrastiveTemperature τ of the contrastive term
 * @param orthogonality weight of the term that keeps categories orthogonal
 * @param uniformity weight of the term that keeps the use of categories uniform
 */
record CmiOptions(
    int hidden,
    Assignment assignment,
    double temperature,
    RowLength rows,
    Recency recency,
    double halfLife,
    double contextHalfLife,
    Fusion fusion,
    boolean general,
    double kappa,
    boolean kappaLearnt,
    double gamma,
    double anchor,
    double scale,
    boolean scaleLearnt,
    boolean bias,
    double dropout,
    double contrastive,
    double contrastiveTemperature,
    double orthogonality,
    double uniformity) {

  /** Checks the numbers. */
  CmiOptions {
    Bounds.atLeast("hidden", hidden, 1);
    Bounds.positive("temperature", temperature);
    Bounds.positive("half-life", halfLife);
    Bounds.positive("context-half-life", contextHalfLife);
    Bounds.notNegative("anchor", anchor);
    Bounds.positive("scale", scale);
    Bounds.share("dropout", dropout);
    Bounds.notNegative("contrastive", contrastive);
    Bounds.positive("contrastive-temperature", contrastiveTemperature);
    Bounds.notNegative("orthogonality", orthogonality);
    Bounds.notNegative("uniformity", uniformity);
  }

  /** How an item is assigned to categories (equation 1). */
  enum Assignment {
    /** By the softmax over the categories. */
    SOFT,
    /** Only to the nearest category; the gradient is that of the softmax (straight-through). */
    HARD
  }

  /** How rows are kept at unit length. */
  enum RowLength {
    /**
     * The rows themselves are divided by their length before each step, outside the gradient, as in
     * the paper's code.
     */
    PROJECTED,
    /** The forward pass divides the rows that it uses; the gradient goes through the division. */
    DIVIDED
  }

  /** Whether older items count less (equation 2). */
  enum Recency {
    /** All items count the same. */
    NONE,
    /** By half-lives that stay as they are given. */
    FIXED,
    /** By half-lives that are learnt. */
    LEARNT
  }

  /** How the general interest is mixed into the interests (equation 5). */
  enum Fusion {
    /** u_l = unit(unit(z_l) + u^g). */
    PAPER,
    /** u_l = unit(z_l + κ c), c = unit(unit(s) + γ u^g). */
    CONTEXT
  }
}
