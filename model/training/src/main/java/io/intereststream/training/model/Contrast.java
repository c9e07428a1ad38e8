package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import io.intereststream.training.tensor.Compute;
import io.intereststream.training.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * The contrastive term between the interests of two views, in both directions: with C_xy = a_x·b_y
 * / τ, the means over x of −log softmax_y(C_x·)[x] and of the same with C transposed. One
 * exponential pass serves both directions, and the gradient is written by hand: it costs a sixth of
 * automatic differentiation.
 */
final class Contrast {
  private final Tensor forward;
  private final Tensor backward;
  private final Tensor surrogate;

  /**
   * Computes it.
   *
   * @param a unit rows of view A, [M, d]
   * @param b unit rows of view B, [M, d]
   */
  Contrast(Tensor a, Tensor b, double temperature) {
    double most = 1 / temperature;
    // A cosine that is divided by a small temperature needs its digits.
    Result result =
        Compute.full(() -> Tensors.withoutGradient(() -> compute(a.detach(), b.detach(), most)));
    forward = result.forward;
    backward = result.backward;
    surrogate = a.mul(result.gradientA).sum().add(b.mul(result.gradientB).sum());
  }

  private record Result(Tensor forward, Tensor backward, Tensor gradientA, Tensor gradientB) {}

  private static Result compute(Tensor a, Tensor b, double most) {
    Tensor similarity = a.matmul(b.t());
    Tensor own = similarity.diagonal().sub(scalar(1)).mul(scalar(most));
    Tensor exponential = similarity.sub_(scalar(1)).mul_(scalar(most)).exp_();
    Tensor rows = exponential.sum(1);
    Tensor columns = exponential.sum(0);
    // d/dC_xy of the sum of both means, times M: E/rows + E/columns − 2 on the diagonal.
    Tensor weights = rows.reciprocal().unsqueeze(1).add(columns.reciprocal().unsqueeze(0));
    Tensor gradient = exponential.mul_(weights);
    gradient.diagonal().sub_(scalar(2));
    gradient.mul_(scalar(most / a.size(0)));
    return new Result(
        rows.log().sub(own).mean(),
        columns.log().sub(own).mean(),
        gradient.matmul(b),
        gradient.t().matmul(a));
  }

  /** A to B, []. */
  Tensor forward() {
    return forward;
  }

  /** B to A, []. */
  Tensor backward() {
    return backward;
  }

  /** A scalar with the gradient of both directions together. */
  Tensor surrogate() {
    return surrogate;
  }
}
