package io.intereststream.training.model;

import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/** Makes a model's tensors, by name, from one seed. */
final class Parameters {
  private final Map<String, Tensor> byName = new LinkedHashMap<>();
  private final SplittableRandom random;

  Parameters(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Values uniform in ±bound. */
  Tensor uniform(String name, double bound, long... shape) {
    float[] values = new float[size(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return add(name, values, shape);
  }

  /** Values normal around 0. */
  Tensor normal(String name, double deviation, long... shape) {
    float[] values = new float[size(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return add(name, values, shape);
  }

  /** One value everywhere. */
  Tensor constant(String name, double value, long... shape) {
    float[] values = new float[size(shape)];
    Arrays.fill(values, (float) value);
    return add(name, values, shape);
  }

  Map<String, Tensor> byName() {
    return byName;
  }

  private Tensor add(String name, float[] values, long... shape) {
    Tensor tensor = Tensors.floats(values, shape).clone().set_requires_grad(true);
    tensor.retainReference();
    byName.put(name, tensor);
    return tensor;
  }

  private static int size(long... shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }
}
