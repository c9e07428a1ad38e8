package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import io.intereststream.training.tensor.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Routing by agreement (Sabour et al., 2017), as MIND and ComiRec-DR have it. From logits b of the
 * positions: w = share(b); capsule z = squash(Σ_t w_t x_t); b_t ← b_t + z·x_t; again. The shares
 * are settled outside the gradient; it goes through the last weighted sum and squash alone.
 */
final class Routing {
  private static final double EPSILON = 1e-9;
  private static final long[] LAST = {-1};

  private Routing() {}

  /**
   * What the routing gives.
   *
   * @param capsules [S, G, Q, d]
   * @param shares of the positions, [S, G, Q, T]
   */
  record Routed(Tensor capsules, Tensor shares) {}

  /**
   * Routes.
   *
   * @param votes x, in groups that have their own, [S, G, T, d]
   * @param logits to start from, [S, G, Q, T]
   * @param share from logits to weights, 0 beyond the end
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

  /** ‖x‖² / (1 + ‖x‖²) · x / √(‖x‖² + 1e-9) over the last axis. */
  static Tensor squash(Tensor x) {
    Tensor square = x.mul(x).sum(LAST, true, new ScalarTypeOptional());
    Tensor length = square.add(scalar(EPSILON)).sqrt();
    return x.mul(square.div(square.add(scalar(1)).mul(length)));
  }
}
