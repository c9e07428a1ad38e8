package io.intereststream.training.train;

import static io.intereststream.training.tensor.Tensors.scalar;

import io.intereststream.training.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam (Kingma and Ba, 2015) with weight decay in the gradient: g ← g + λ w; m ← 0.9 m + 0.1 g; v ←
 * 0.999 v + 0.001 g²; w ← w − lr / (1 − 0.9^t) · m / (√v / √(1 − 0.999^t) + 1e-8). A tensor without
 * a gradient is not changed.
 */
final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> first = new LinkedHashMap<>();
  private final Map<String, Tensor> second = new LinkedHashMap<>();
  private final double weightDecay;

  /**
   * Creates an optimiser; both moments start at zero.
   *
   * @param parameters parameters by name
   * @param weightDecay λ
   */
  Adam(Map<String, Tensor> parameters, double weightDecay) {
    this.parameters = parameters;
    this.weightDecay = weightDecay;
    parameters.forEach(
        (name, tensor) -> {
          first.put(name, moments(tensor));
          second.put(name, moments(tensor));
        });
  }

  /** Returns m by the parameter's name. */
  Map<String, Tensor> first() {
    return first;
  }

  /** Returns v by the parameter's name. */
  Map<String, Tensor> second() {
    return second;
  }

  /**
   * Changes the parameters by their gradients, and then removes the gradients.
   *
   * @param step t, 1 for the first
   * @param learningRate lr
   */
  void step(long step, double learningRate) {
    Tensors.withoutGradient(
        () -> {
          parameters.forEach((name, tensor) -> update(name, tensor, step, learningRate));
          return null;
        });
  }

  private void update(String name, Tensor weight, long step, double learningRate) {
    Tensor gradient = weight.grad();
    if (!gradient.defined()) {
      return;
    }
    if (weightDecay != 0) {
      gradient = gradient.add_(weight, scalar(weightDecay));
    }
    Tensor mean = first.get(name).mul_(scalar(BETA1)).add_(gradient, scalar(1 - BETA1));
    Tensor square =
        second.get(name).mul_(scalar(BETA2)).addcmul_(gradient, gradient, scalar(1 - BETA2));
    double correction = Math.sqrt(1 - Math.pow(BETA2, step));
    Tensor denominator = square.sqrt().div_(scalar(correction)).add_(scalar(EPSILON));
    weight.addcdiv_(mean, denominator, scalar(-learningRate / (1 - Math.pow(BETA1, step))));
    weight.mutable_grad().reset();
  }

  private static Tensor moments(Tensor like) {
    Tensor zeros = torch.zeros_like(like).detach();
    zeros.retainReference();
    return zeros;
  }
}
