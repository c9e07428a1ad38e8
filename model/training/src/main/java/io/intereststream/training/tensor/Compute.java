package io.intereststream.training.tensor;

import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where tensors live and what computes, for the whole JVM: choose before the first model is made.
 * The CPU unless told otherwise.
 */
public final class Compute {
  private static DeviceType type = DeviceType.CPU;

  private Compute() {}

  /** What computes. */
  public enum Where {
    /** A GPU where libtorch finds one (profile {@code gpu} of the build), else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU. */
    CUDA
  }

  /**
   * Chooses.
   *
   * @param threads of libtorch and of the BLAS below it; results repeat bit by bit with one thread
   *     only
   * @return what it is in words, for the log
   * @throws IllegalStateException if there is no GPU where one is asked for
   */
  public static String use(Where where, int threads) {
    torch.set_num_threads(threads);
    openblas.blas_set_num_threads(threads);
    boolean gpu = where != Where.CPU && torch.cuda_is_available();
    if (where == Where.CUDA && !gpu) {
      throw new IllegalStateException(
          "device cuda: libtorch finds no GPU (expected: one, and a build with -Pgpu)");
    }
    type = gpu ? DeviceType.CUDA : DeviceType.CPU;
    return gpu ? "GPU" : threads + (threads == 1 ? " CPU thread" : " CPU threads");
  }

  /** Whether a GPU computes. */
  public static boolean isGpu() {
    return type == DeviceType.CUDA;
  }

  /** Float32 on the chosen device. */
  static TensorOptions options() {
    return new TensorOptions(ScalarType.Float).device(new DeviceOptional(new Device(type)));
  }

  /** Moves a tensor to the chosen device. */
  static Tensor here(Tensor tensor) {
    return isGpu() ? tensor.to(new Device(type), tensor.scalar_type()) : tensor;
  }
}
