package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Logits and softmax with a mask. */
final class Masks {
  /** A score so low that a softmax gives it no share. */
  static final double NEVER = -1e9;

  private static final double FAR = 1e9;

  private Masks() {}

  /** Lowers logits by 1e9 where the mask is 0; the mask is 0 or 1, and shapes are broadcast. */
  static Tensor only(Tensor logits, Tensor mask) {
    return logits.add(mask.sub(scalar(1)).mul(scalar(FAR)));
  }

  /** Returns the softmax over one axis, of those logits where the mask is 1. */
  static Tensor softmax(Tensor logits, Tensor mask, long axis) {
    return torch.softmax(only(logits, mask), axis);
  }
}
