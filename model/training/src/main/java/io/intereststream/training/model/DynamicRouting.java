package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import io.intereststream.training.tensor.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Dynamic routing between capsules (Sabour et al., 2017), as MIND and ComiRec-DR use it. It starts
 * from a logit b_t for each position and repeats: w = shares(b); capsule z = squash(Σ_t w_t x_t);
 * b_t ← b_t + z·x_t. The repetitions are outside the gradient, which goes only through the last
 * weighted sum and its squash.
 */
final class DynamicRouting {
  private static final double EPSILON = 1e-9;
  private static final long[] LAST = {-1};

  private DynamicRouting() {}

  /**
   * The result of the routing.
   *
   * @param capsules z, {@code [S, G, Q, d]}
   * @param shares w of each position in the last iteration, {@code [S, G, Q, T]}
   */
  record Routed(Tensor capsules, Tensor shares) {}

  /**
   * Routes the votes of T positions to capsules. Each of G groups has votes of its own, which its Q
   * capsules share.
   *
   * @param votes x, {@code [S, G, T, d]}
   * @param logits b to start from, {@code [S, G, Q, T]}
   * @param share turns logits into shares, which must be 0 for positions after the end
   */
  static Routed route(Tensor votes, Tensor logits, int iterations, UnaryOperator<Tensor> share) {
    Tensor shares = Tensors.withoutGradient(() -> settle(votes, logits, iterations, share));
    return new Routed(squash(shares.matmul(votes)), shares);
  }

  private static Tensor settle(
      Tensor votes, Tensor logits, int iterations, UnaryOperator<Tensor> share) {
    Tensor shares = share.apply(logits);
    for (int i = 1; i < iterations; i++) {
      Tensor capsules = squash(shares.matmul(votes));
      logits = logits.add(capsules.matmul(votes.transpose(2, 3)));
      shares = share.apply(logits);
    }
    return shares;
  }

  /** Computes ‖x‖² / (1 + ‖x‖²) · x / √(‖x‖² + 1e-9) over the last axis. */
  static Tensor squash(Tensor x) {
    Tensor square = x.mul(x).sum(LAST, true, new ScalarTypeOptional());
    Tensor length = square.add(scalar(EPSILON)).sqrt();
    return x.mul(square.div(square.add(scalar(1)).mul(length)));
  }
}
