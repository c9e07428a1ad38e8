package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Choosing among some of many. */
final class Masks {
  private static final double FAR = 1e9;

  private Masks() {}

  /** Logits that are as good as −∞ where the mask is 0; shapes are broadcast. */
  static Tensor only(Tensor logits, Tensor mask) {
    return logits.add(mask.sub(scalar(1)).mul(scalar(FAR)));
  }

  /** Softmax over one axis among the places where the mask is 1. */
  static Tensor softmax(Tensor logits, Tensor mask, long axis) {
    return torch.softmax(only(logits, mask), axis);
  }
}
