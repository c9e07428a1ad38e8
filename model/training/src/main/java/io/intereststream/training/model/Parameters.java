package io.intereststream.training.model;

import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/**
 * Creates a model's tensors by name. All random values come from one seed, in order of creation.
 */
final class Parameters {
  private final Map<String, Tensor> byName = new LinkedHashMap<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();
  private final SplittableRandom random;

  Parameters(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Creates a tensor of values uniform in ±bound. */
  Tensor uniform(String name, double bound, long... shape) {
    float[] values = new float[size(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return add(name, values, shape);
  }

  /** Creates a tensor of normal values with mean 0. */
  Tensor normal(String name, double deviation, long... shape) {
    return add(name, gaussian(deviation, shape), shape);
  }

  /** Creates a matrix of values uniform in ±√(6 / (out + in)) (Glorot and Bengio, 2010). */
  Tensor glorot(String name, long out, long in) {
    return uniform(name, Math.sqrt(6.0 / (out + in)), out, in);
  }

  /** Creates a matrix of orthonormal rows in random directions (Gram–Schmidt). */
  Tensor orthonormal(String name, int count, int width) {
    float[] values = gaussian(1, count, width);
    for (int row = 0; row < count; row++) {
      for (int other = 0; other < row; other++) {
        double along = dot(values, row, other, width);
        for (int i = 0; i < width; i++) {
          values[row * width + i] -= (float) (along * values[other * width + i]);
        }
      }
      double length = Math.sqrt(dot(values, row, row, width));
      for (int i = 0; i < width; i++) {
        values[row * width + i] /= (float) length;
      }
    }
    return add(name, values, count, width);
  }

  private static double dot(float[] values, int row, int other, int width) {
    double dot = 0;
    for (int i = 0; i < width; i++) {
      dot += (double) values[row * width + i] * values[other * width + i];
    }
    return dot;
  }

  /** Creates a tensor of normal values with mean 0 that is not trained. */
  Tensor fixedNormal(String name, double deviation, long... shape) {
    Tensor tensor = Tensors.floats(gaussian(deviation, shape), shape).clone();
    tensor.retainReference();
    constants.put(name, tensor);
    return tensor;
  }

  /** Creates a tensor with one value everywhere. */
  Tensor constant(String name, double value, long... shape) {
    float[] values = new float[size(shape)];
    Arrays.fill(values, (float) value);
    return add(name, values, shape);
  }

  /** Returns the tensors that are trained. */
  Map<String, Tensor> byName() {
    return byName;
  }

  /** Returns the tensors that are not trained. */
  Map<String, Tensor> constants() {
    return constants;
  }

  private float[] gaussian(double deviation, long... shape) {
    float[] values = new float[size(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
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
