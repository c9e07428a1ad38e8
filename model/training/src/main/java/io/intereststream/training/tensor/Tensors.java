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

/** Between Java's arrays and libtorch's tensors, and the one function that all models share. */
public final class Tensors {
  private static final double SMALLEST_NORM = 1e-12;
  private static final long[] LAST = {-1};

  private Tensors() {}

  /** A float32 tensor of a shape, copied from an array in row-major order. */
  public static Tensor floats(float[] values, long... shape) {
    return Compute.here(tensor(values).view(shape));
  }

  /** An int64 tensor of a shape, copied from an array in row-major order. */
  public static Tensor longs(long[] values, long... shape) {
    return Compute.here(tensor(values).view(shape));
  }

  /** Float32 zeros. */
  public static Tensor zeros(long... shape) {
    return torch.zeros(shape, Compute.options());
  }

  /** Float32 ones. */
  public static Tensor ones(long... shape) {
    return torch.ones(shape, Compute.options());
  }

  /** Float32, with any values. */
  public static Tensor empty(long... shape) {
    return torch.empty(shape, Compute.options(), new MemoryFormatOptional());
  }

  /** The float32 identity matrix. */
  public static Tensor eye(long size) {
    return torch.eye(size, Compute.options());
  }

  /** 0, 1, 2 and so on, float32. */
  public static Tensor range(long size) {
    return torch.arange(scalar(size), Compute.options());
  }

  /** A copy of a float32 tensor's values in row-major order. */
  public static float[] floats(Tensor tensor) {
    Tensor flat = tensor.detach().cpu().contiguous();
    float[] values = new float[Math.toIntExact(flat.numel())];
    new FloatPointer(flat.data_ptr()).get(values);
    return values;
  }

  /** A copy of an int64 tensor's values in row-major order. */
  public static long[] longs(Tensor tensor) {
    Tensor flat = tensor.cpu().contiguous();
    long[] values = new long[Math.toIntExact(flat.numel())];
    new LongPointer(flat.data_ptr()).get(values);
    return values;
  }

  /** A number as libtorch takes it. */
  public static Scalar scalar(double value) {
    return new Scalar(value);
  }

  /** x / max(‖x‖, 1e-12) over the last axis. */
  public static Tensor unit(Tensor x) {
    Tensor norm = linalg_vector_norm(x, scalar(2), LAST, true, new ScalarTypeOptional());
    return x.div(clamp_min(norm, scalar(SMALLEST_NORM)));
  }

  /** Computes something and frees every tensor that was made on the way; return none of them. */
  @SuppressWarnings("try") // The scope is only to be closed.
  public static <T> T scoped(Supplier<T> computation) {
    try (PointerScope scope = new PointerScope()) {
      return computation.get();
    }
  }

  /** Computes something outside the gradient. */
  @SuppressWarnings("try") // The guard is only to be closed.
  public static <T> T withoutGradient(Supplier<T> computation) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return computation.get();
    }
  }

  /**
   * Overwrites tensors by name.
   *
   * @param values of each tensor, row-major
   */
  public static void assign(Map<String, Tensor> tensors, Map<String, float[]> values) {
    withoutGradient(
        () -> {
          tensors.forEach((name, to) -> to.copy_(tensor(values.get(name)).view_as(to)));
          return null;
        });
  }

  /** As float32. */
  public static Tensor toFloat(Tensor x) {
    return x.to(ScalarType.Float);
  }
}
