package io.intereststream.training.tensor;

import io.intereststream.error.InterestStreamException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The device, number of threads and precision that libtorch uses in this JVM. Choose them before
 * the first model is created; the default is the CPU and float32.
 */
public final class Compute {
  private static DeviceType type = DeviceType.CPU;
  private static Precision precision = Precision.FULL;

  private Compute() {}

  /** Kinds of devices. */
  public enum Where {
    /** A GPU if libtorch finds one (build profile {@code gpu}), otherwise the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU. */
    CUDA
  }

  /**
   * Precision of a model's forward pass and loss; weights and Adam's moments are always float32.
   */
  public enum Precision {
    /** Float32. */
    FULL,
    /**
     * Matrix products in bfloat16 with float32 sums; on a GPU, the remaining products in TF32;
     * everything else in float32.
     */
    MIXED
  }

  /** Chooses a device and a number of threads, with float32 throughout. */
  public static void use(Where where, int threads) {
    use(where, threads, Precision.FULL);
  }

  /**
   * Chooses a device, a number of threads and a precision.
   *
   * @param threads of libtorch and of the BLAS that it uses; results repeat bit for bit only on a
   *     CPU with one thread
   * @throws InterestStreamException ({@code ENVIRONMENT}) if libtorch cannot be loaded, or if
   *     {@link Where#CUDA} is asked for and libtorch finds no GPU
   */
  public static void use(Where where, int threads, Precision chosen) {
    try {
      torch.set_num_threads(threads);
      openblas.blas_set_num_threads(threads);
    } catch (LinkageError e) {
      throw InterestStreamException.environment(
          "libtorch: cannot be loaded: "
              + e
              + " (expected: the libraries of this platform on the class path)",
          e);
    }
    String noCuda = where == Where.CPU ? null : loadCuda();
    boolean gpu = where != Where.CPU && torch.cuda_is_available();
    if (where == Where.CUDA && !gpu) {
      throw InterestStreamException.environment(
          "device cuda: libtorch finds no GPU (expected: one, and a build with -Pgpu)"
              + (noCuda == null ? "" : ": " + noCuda));
    }
    type = gpu ? DeviceType.CUDA : DeviceType.CPU;
    precision = chosen;
    torch.globalContext().setAllowTF32CuBLAS(chosen == Precision.MIXED);
    torch.globalContext().setAllowTF32CuDNN(chosen == Precision.MIXED);
  }

  /**
   * Loads libtorch's CUDA library before libtorch looks for it: when JavaCPP unpacks the libraries
   * for the first time, libtorch looks too early, finds nothing and continues without CUDA.
   *
   * @return why the library cannot be loaded; null if it was loaded
   */
  private static String loadCuda() {
    Path library =
        Path.of(Loader.load(torch.class)).resolveSibling(System.mapLibraryName("torch_cuda"));
    if (!Files.exists(library)) {
      return "no " + library;
    }
    try {
      System.load(library.toString());
      return null;
    } catch (UnsatisfiedLinkError e) {
      return e.getMessage();
    }
  }

  /** Describes the device for reports: {@code 1 CPU thread}, {@code GPU, mixed precision}. */
  public static String describe() {
    int threads = torch.get_num_threads();
    String device = isGpu() ? "GPU" : threads + (threads == 1 ? " CPU thread" : " CPU threads");
    return precision == Precision.MIXED ? device + ", mixed precision" : device;
  }

  /** Runs a forward pass and a loss in the chosen precision. */
  public static <T> T mixed(Supplier<T> computation) {
    return precision == Precision.MIXED ? autocast(true, computation) : computation.get();
  }

  /** Runs a part of {@link #mixed} in float32, whatever the chosen precision. */
  public static <T> T full(Supplier<T> computation) {
    return torch.is_autocast_enabled(type) ? autocast(false, computation) : computation.get();
  }

  private static <T> T autocast(boolean enabled, Supplier<T> computation) {
    boolean before = torch.is_autocast_enabled(type);
    torch.set_autocast_dtype(type, ScalarType.BFloat16);
    torch.set_autocast_enabled(type, enabled);
    try {
      return computation.get();
    } finally {
      torch.set_autocast_enabled(type, before);
      if (!before) {
        // Drops the rounded copies of weights, which are kept for one pass.
        torch.clear_cache();
      }
    }
  }

  /** Returns whether the chosen device is a GPU. */
  public static boolean isGpu() {
    return type == DeviceType.CUDA;
  }

  /** Returns the options of a float32 tensor on the chosen device. */
  static TensorOptions options() {
    return new TensorOptions(ScalarType.Float).device(new DeviceOptional(new Device(type)));
  }

  /** Moves a tensor to the chosen device. */
  static Tensor here(Tensor tensor) {
    return isGpu() ? tensor.to(new Device(type), tensor.scalar_type()) : tensor;
  }
}
