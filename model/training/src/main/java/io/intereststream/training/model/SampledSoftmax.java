package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Cross-entropy of the target among shared negatives. */
final class SampledSoftmax {
  private static final double NEVER = -1e9;

  private SampledSoftmax() {}

  /**
   * Scores a candidate by its best interest: S(i) = max over l of u_l·v_i (+ bias); the mean over
   * rows of −log softmax(scale·S)[target] over the target and the negatives. The gradient goes to
   * the winning interest of each candidate.
   *
   * @param interests [R, L, d]
   * @param vectors of item rows, [n] to [n, d]
   * @param bias of items [items]; null for none
   * @param scale [1]
   * @param maskHits whether a negative that is the row's own target is left out
   */
  static LossTerm overBestInterest(
      Tensor interests,
      UnaryOperator<Tensor> vectors,
      Tensor bias,
      Tensor scale,
      Examples examples,
      boolean maskHits) {
    Tensor targets = vectors.apply(examples.targets());
    Tensor negatives = vectors.apply(examples.negatives());
    Tensor own = interests.matmul(targets.unsqueeze(2)).squeeze(2).max(1, false).get0();
    Tensor others =
        interests
            .view(-1, interests.size(2))
            .matmul(negatives.t())
            .view(interests.size(0), interests.size(1), -1)
            .max(1, false)
            .get0();
    if (bias != null) {
      own = own.add(bias.index_select(0, examples.targets()));
      others = others.add(bias.index_select(0, examples.negatives()).unsqueeze(0));
    }
    return crossEntropy(own.mul(scale), others.mul(scale), examples, maskHits);
  }

  /**
   * Scores candidates by one vector a row: S(i) = u·v_i; else as {@link #overBestInterest}, with
   * accidental hits among the negatives left out.
   *
   * @param vectors u [R, d]
   * @param targets rows of v [R, d]
   * @param negatives rows of v [N, d]
   */
  static LossTerm overVector(Tensor vectors, Tensor targets, Tensor negatives, Examples examples) {
    Tensor own = vectors.mul(targets).sum(1);
    return crossEntropy(own, vectors.matmul(negatives.t()), examples, true);
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

  /**
   * The mean over rows of −log softmax[target].
   *
   * @param own logit of the target [R]
   * @param others logits of the negatives [R, N]
   */
  static LossTerm crossEntropy(Tensor own, Tensor others, Examples examples, boolean maskHits) {
    if (maskHits) {
      Tensor hits = examples.targets().unsqueeze(1).eq(examples.negatives().unsqueeze(0));
      others = others.masked_fill(hits, scalar(NEVER));
    }
    Tensor all = torch.cat(new TensorVector(own.unsqueeze(1), others), 1);
    return LossTerm.of("main_ce", 1, torch.logsumexp(all, 1).sub(own).mean());
  }
}
