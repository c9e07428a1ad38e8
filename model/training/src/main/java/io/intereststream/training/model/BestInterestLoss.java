package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import io.intereststream.training.tensor.Compute;
import io.intereststream.training.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Cross-entropy of the target against shared negatives. The score of an item i in a row is that of
 * the row's best interest, S(i) = max over l of u_l·v_i + b_i. The loss is the mean over rows of
 * −log softmax(σ S)[target], the softmax over the target and the negatives. The gradient of an
 * item's score goes only to its best interest; if several are equally good, to the first of them.
 *
 * <p>The value and its gradient are computed together, block by block of rows, so that a block
 * stays in the cache; nothing of size {@code [R, L, N]} is ever kept.
 */
final class BestInterestLoss {
  /** Largest number of scores in a block on a CPU: 2 MB. */
  private static final long BLOCK = 1 << 19;

  /** Largest number of scores in a block on a GPU: 256 MB. */
  private static final long GPU_BLOCK = 1 << 26;

  private final Tensor vectors;
  private final Tensor targets;
  private final Tensor negatives;
  private final Tensor targetBias;
  private final Tensor negativeBias;
  private final Tensor scale;
  private final Tensor hits;

  /**
   * Creates the loss of these inputs; {@link #term} computes it.
   *
   * @param interests u, {@code [R, L, d]}
   * @param targets v of each row's target, {@code [R, d]}
   * @param negatives v of the negatives, {@code [N, d]}
   * @param targetBias b of each row's target, {@code [R]}; null if items have no bias
   * @param negativeBias b of the negatives, {@code [N]}; null if items have no bias
   * @param scale σ, {@code [1]}
   * @param hits true where a negative is the row's own target and is left out, bool {@code [R, N]};
   *     null: no negative is left out
   */
  BestInterestLoss(
      Tensor interests,
      Tensor targets,
      Tensor negatives,
      Tensor targetBias,
      Tensor negativeBias,
      Tensor scale,
      Tensor hits) {
    this.vectors = interests;
    this.targets = targets;
    this.negatives = negatives;
    this.targetBias = targetBias;
    this.negativeBias = negativeBias;
    this.scale = scale;
    this.hits = hits;
  }

  /** The value of the loss, and its gradient with respect to each input. */
  private record Result(
      Tensor value,
      Tensor vectors,
      Tensor targets,
      Tensor negatives,
      Tensor targetBias,
      Tensor negativeBias,
      Tensor scale) {}

  /** Computes the loss term {@code main_ce}. */
  LossTerm term() {
    Result result = Tensors.withoutGradient(this::compute);
    Tensor surrogate = vectors.mul(result.vectors).sum();
    surrogate = surrogate.add(targets.mul(result.targets).sum());
    surrogate = surrogate.add(negatives.mul(result.negatives).sum());
    if (scale.requires_grad()) {
      surrogate = surrogate.add(scale.mul(result.scale).sum());
    }
    if (targetBias != null) {
      surrogate = surrogate.add(targetBias.mul(result.targetBias).sum());
      surrogate = surrogate.add(negativeBias.mul(result.negativeBias).sum());
    }
    return new LossTerm("main_ce", 1, result.value, surrogate);
  }

  private Result compute() {
    long rows = vectors.size(0);
    long interests = vectors.size(1);
    long count = negatives.size(0);
    long block = Math.max(1, (Compute.isGpu() ? GPU_BLOCK : BLOCK) / (interests * count));
    Tensor byInterest = vectors.detach().transpose(0, 1).contiguous();
    Tensor gradient = torch.empty_like(byInterest);
    Tensor ofTargets = torch.empty_like(targets);
    Tensor ofNegatives = torch.zeros_like(negatives);
    Tensor ofOwn = Tensors.empty(rows);
    Tensor ofOthers = Tensors.zeros(count);
    Tensor ofScale = Tensors.zeros(1);
    Tensor value = Tensors.zeros(1);
    Tensor factor = scale.detach();
    Tensor perRow = factor.div(scalar(rows));
    for (long from = 0; from < rows; from += block) {
      long size = Math.min(block, rows - from);
      Tensor u = byInterest.narrow(1, from, size);
      Tensor target = targets.detach().narrow(0, from, size);
      Tensor each = u.mul(target.unsqueeze(0)).sum(-1);
      Tensor own = each.amax(new long[] {0}, false);
      Tensor all = torch.matmul(u, negatives.detach().t());
      Tensor best = all.amax(new long[] {0}, false);

      Tensor ownScore = targetBias == null ? own : own.add(targetBias.narrow(0, from, size));
      Tensor score = negativeBias == null ? best.clone() : best.add(negativeBias);
      if (hits != null) {
        score = score.masked_fill_(hits.narrow(0, from, size), scalar(Masks.NEVER));
      }
      Tensor logits = torch.cat(new TensorVector(ownScore.unsqueeze(1), score), 1).mul_(factor);
      Tensor logSum = torch.logsumexp(logits, 1);
      value.add_(logSum.sub(ownScore.mul(factor)).sum());

      // Gradient of the loss with respect to the scores: σ/R (softmax − [target]).
      Tensor share = logits.sub_(logSum.unsqueeze(1)).exp_().mul_(perRow);
      Tensor ofOwnScore = share.select(1, 0).sub(perRow);
      Tensor ofScore = share.narrow(1, 1, count).contiguous();
      ofOwn.narrow(0, from, size).copy_(ofOwnScore);
      ofOthers.add_(ofScore.sum(0));
      ofScale.add_(ofOwnScore.mul(ownScore).sum());
      ofScale.add_(ofScore.mul(score).sum());

      toWinners(all, best, ofScore);
      Tensor ofU = gradient.narrow(1, from, size);
      ofU.copy_(torch.matmul(all, negatives.detach()));
      ofNegatives.add_(all.view(-1, count).t().matmul(u.reshape(-1, u.size(2))));
      toWinners(each, own, ofOwnScore);
      ofU.add_(each.unsqueeze(2).mul(target.unsqueeze(0)));
      ofTargets.narrow(0, from, size).copy_(each.unsqueeze(2).mul(u).sum(0));
    }
    return new Result(
        value.div_(scalar(rows)),
        gradient.transpose(0, 1),
        ofTargets,
        ofNegatives,
        ofOwn,
        ofOthers,
        ofScale.div_(factor));
  }

  /**
   * Replaces the scores of each interest, in place, by the gradient where that interest is the
   * best, and by 0 elsewhere.
   *
   * @param scores {@code [L, ...]}
   * @param best highest score, {@code [...]}
   * @param gradient of the highest score, {@code [...]}
   */
  private static void toWinners(Tensor scores, Tensor best, Tensor gradient) {
    Tensor left = gradient.clone();
    for (long l = 0; l < scores.size(0); l++) {
      Tensor one = scores.select(0, l);
      one.eq_(best).mul_(left);
      left.sub_(one);
    }
  }
}
