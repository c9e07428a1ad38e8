package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Cross-entropy of the target against shared negatives, with one vector for each row. */
final class SampledSoftmax {
  private SampledSoftmax() {}

  /**
   * Computes the loss term {@code main_ce}: the mean over rows of −log softmax(S)[target], S(i) =
   * u·v_i, the softmax over the target and the negatives. A negative that is the row's own target
   * is left out.
   *
   * @param vectors u, {@code [R, d]}
   * @param targets v of each row's target, {@code [R, d]}
   * @param negatives v of the negatives, {@code [N, d]}
   * @param examples says which items the targets and negatives are
   */
  static LossTerm overVector(Tensor vectors, Tensor targets, Tensor negatives, Examples examples) {
    Tensor own = vectors.mul(targets).sum(1);
    Tensor others = vectors.matmul(negatives.t()).masked_fill(examples.hits(), scalar(Masks.NEVER));
    Tensor all = torch.cat(new TensorVector(own.unsqueeze(1), others), 1);
    return LossTerm.of("main_ce", 1, torch.logsumexp(all, 1).sub(own).mean());
  }

  /**
   * Returns from each row the active interest with the largest inner product with the target,
   * {@code [R, d]}.
   *
   * @param interests {@code [R, L, d]}
   * @param active {@code [R, L]}, 1 at least once in each row
   * @param targets {@code [R, d]}
   */
  static Tensor nearest(Tensor interests, Tensor active, Tensor targets) {
    Tensor scores = Masks.only(interests.matmul(targets.unsqueeze(2)).squeeze(2), active);
    return chosen(interests, scores.argmax(new LongOptional(1), false));
  }

  /**
   * Returns one interest of each row, {@code [R, d]}.
   *
   * @param interests {@code [R, L, d]}
   * @param which number of the interest, int64 {@code [R]}
   */
  static Tensor chosen(Tensor interests, Tensor which) {
    Tensor index = which.view(-1, 1, 1).expand(interests.size(0), 1, interests.size(2));
    return interests.gather(1, index).squeeze(1);
  }
}
