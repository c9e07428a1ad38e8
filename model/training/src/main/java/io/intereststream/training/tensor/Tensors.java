package io.intereststream.training.tensor;

import static org.bytedeco.pytorch.global.torch.clamp_min;
import static org.bytedeco.pytorch.global.torch.linalg_vector_norm;
import static org.bytedeco.pytorch.global.torch.tensor;

import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Copies between Java's arrays and libtorch's tensors; creates tensors; runs code in scopes. */
public final class Tensors {
  private static final double SMALLEST_NORM = 1e-12;
  private static final long[] LAST = {-1};

  private Tensors() {}

  /** Returns a float32 tensor of a shape, copied from an array in row-major order. */
  public static Tensor floats(float[] values, long... shape) {
    return Compute.here(tensor(values).view(shape));
  }

  /** Returns an int64 tensor of a shape, copied from an array in row-major order. */
  public static Tensor longs(long[] values, long... shape) {
    return Compute.here(tensor(values).view(shape));
  }

  /** Returns float32 zeros. */
  public static Tensor zeros(long... shape) {
    return torch.zeros(shape, Compute.options());
  }

  /** Returns float32 ones. */
  public static Tensor ones(long... shape) {
    return torch.ones(shape, Compute.options());
  }

  /** Returns a float32 tensor with undefined values. */
  public static Tensor empty(long... shape) {
    return torch.empty(shape, Compute.options(), new MemoryFormatOptional());
  }

  /** Returns the float32 identity matrix, {@code [size, size]}. */
  public static Tensor eye(long size) {
    return torch.eye(size, Compute.options());
  }

  /** Returns 0, 1, ..., size − 1 as float32. */
  public static Tensor range(long size) {
    return torch.arange(scalar(size), Compute.options());
  }

  /** Copies a float32 tensor's values into an array, in row-major order. */
  public static float[] floats(Tensor tensor) {
    Tensor flat = tensor.detach().cpu().contiguous();
    float[] values = new float[Math.toIntExact(flat.numel())];
    new FloatPointer(flat.data_ptr()).get(values);
    return values;
  }

  /** Copies an int64 tensor's values into an array, in row-major order. */
  public static long[] longs(Tensor tensor) {
    Tensor flat = tensor.cpu().contiguous();
    long[] values = new long[Math.toIntExact(flat.numel())];
    new LongPointer(flat.data_ptr()).get(values);
    return values;
  }

  /** Returns a number as libtorch's scalar type. */
  public static Scalar scalar(double value) {
    return new Scalar(value);
  }

  /** Divides x, of any shape, by the Euclidean norm over its last axis: x / max(‖x‖, 1e-12). */
  public static Tensor unit(Tensor x) {
    Tensor norm = linalg_vector_norm(x, scalar(2), LAST, true, new ScalarTypeOptional());
    return x.div(clamp_min(norm, scalar(SMALLEST_NORM)));
  }

  /**
   * Runs a computation and then frees every tensor that it created. The result must not be one of
   * these.
   */
  @SuppressWarnings("try") // The scope is used only by being closed.
  public static <T> T scoped(Supplier<T> computation) {
    try (PointerScope scope = new PointerScope()) {
      return computation.get();
    }
  }

  /** Runs a computation without recording it for gradients. */
  @SuppressWarnings("try") // The guard is used only by being closed.
  public static <T> T withoutGradient(Supplier<T> computation) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return computation.get();
    }
  }

  /**
   * Overwrites tensors.
   *
   * @param values by the tensor's name, row-major
   */
  public static void assign(Map<String, Tensor> tensors, Map<String, float[]> values) {
    withoutGradient(
        () -> {
          tensors.forEach((name, to) -> to.copy_(tensor(values.get(name)).view_as(to)));
          return null;
        });
  }

  /** Converts a tensor to float32. */
  public static Tensor toFloat(Tensor x) {
    return x.to(ScalarType.Float);
  }
}
