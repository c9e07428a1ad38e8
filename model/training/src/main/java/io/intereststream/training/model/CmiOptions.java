package io.intereststream.training.model;

/**
 * The form of CMI. The paper's is: soft assignment, projected rows, no recency, paper fusion, a
 * fixed score scale.
 *
 * @param hidden size of the GRU's state
 * @param assignment of an item to categories
 * @param temperature ε of the assignment's softmax
 * @param rows how rows of v and g are kept at unit length
 * @param recency whether sums forget
 * @param halfLife of the sums of the interests, in items; where they start when learnt
 * @param contextHalfLife of the context's sum, likewise
 * @param fusion of interests and general interest
 * @param general whether there is a general interest (without: ablation CMI−G)
 * @param kappa weight κ of the context in an interest; where it starts when learnt
 * @param kappaLearnt whether κ is learnt
 * @param gamma weight γ of the general interest in the context, where it starts; always learnt
 * @param anchor λ of unit(u_l + λ g_l), which keeps interests apart; 0: none
 * @param scale of the scores in the loss; where it starts when learnt
 * @param scaleLearnt whether the scale is learnt
 * @param bias whether items have a bias in the score
 * @param dropout share of history items left out of the sums in training
 * @param contrastive weight of each direction of the contrastive term (0: ablation CMI−CL)
 * @param contrastiveTemperature τ
 * @param orthogonality weight of the categories' orthogonality
 * @param uniformity weight of the uniform use of categories
 */
public record CmiOptions(
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

  /** How an item is shared out over the categories. */
  public enum Assignment {
    /** Softmax over the categories (equation 1). */
    SOFT,
    /** All to the nearest; gradients as if soft (straight through). */
    HARD
  }

  /** How rows are kept at unit length. */
  public enum RowLength {
    /** Divided in place before each step, gradients of the normalised values (the paper's code). */
    PROJECTED,
    /** Divided in the forward pass, gradients through the division. */
    DIVIDED
  }

  /** Whether older items count less. */
  public enum Recency {
    /** No: plain sums. */
    NONE,
    /** By half-lives that stay as given. */
    FIXED,
    /** By half-lives that are learnt. */
    LEARNT
  }

  /** How an interest takes in what is common to all of a viewer's interests. */
  public enum Fusion {
    /** unit(unit(z_l) + u^g). */
    PAPER,
    /** unit(z_l + κ c), c = unit(unit(s) + γ u^g). */
    CONTEXT
  }
}
