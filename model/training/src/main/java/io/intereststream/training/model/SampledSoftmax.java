package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Cross-entropy of the target among shared negatives. */
final class SampledSoftmax {
  private static final double NEVER = -1e9;

  private SampledSoftmax() {}

  /**
   * Scores candidates by one vector a row, S(i) = u·v_i: the mean over rows of −log softmax[target]
   * over the target and the negatives, accidental hits among these left out.
   *
   * @param vectors u [R, d]
   * @param targets rows of v [R, d]
   * @param negatives rows of v [N, d]
   */
  static LossTerm overVector(Tensor vectors, Tensor targets, Tensor negatives, Examples examples) {
    Tensor own = vectors.mul(targets).sum(1);
    Tensor hits = examples.targets().unsqueeze(1).eq(examples.negatives().unsqueeze(0));
    Tensor others = vectors.matmul(negatives.t()).masked_fill(hits, scalar(NEVER));
    Tensor all = torch.cat(new TensorVector(own.unsqueeze(1), others), 1);
    return LossTerm.of("main_ce", 1, torch.logsumexp(all, 1).sub(own).mean());
  }

  /**
   * Returns of each row the active interest with the largest inner product with the target, [R, d].
   *
   * @param interests [R, L, d]
   * @param active [R, L], at least one in each row
   * @param targets [R, d]
   */
  static Tensor nearest(Tensor interests, Tensor active, Tensor targets) {
    Tensor scores = Masks.only(interests.matmul(targets.unsqueeze(2)).squeeze(2), active);
    return chosen(interests, scores.argmax(new LongOptional(1), false));
  }

  /**
   * Returns one interest of each row, [R, d].
   *
   * @param which int64 [R]
   */
  static Tensor chosen(Tensor interests, Tensor which) {
    Tensor index = which.view(-1, 1, 1).expand(interests.size(0), 1, interests.size(2));
    return interests.gather(1, index).squeeze(1);
  }
}
