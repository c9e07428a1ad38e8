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
 * Where tensors live and what computes, for the whole JVM: choose before the first model is made.
 * The CPU unless told otherwise.
 */
public final class Compute {
  private static DeviceType type = DeviceType.CPU;
  private static Precision precision = Precision.FULL;

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

  /** In which numbers a model's pass and loss are computed; weights and moments stay float32. */
  public enum Precision {
    /** Float32. */
    FULL,
    /** Products from bfloat16, sums and all else in float32; on a GPU, TF32 where not bfloat16. */
    MIXED
  }

  /** Chooses, with float32 throughout. */
  public static void use(Where where, int threads) {
    use(where, threads, Precision.FULL);
  }

  /**
   * Chooses.
   *
   * @param threads of libtorch and of the BLAS below it; results repeat bit by bit with one thread
   *     of a CPU only
   * @throws InterestStreamException if libtorch cannot be loaded, or there is no GPU where one is
   *     asked for
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
   * Loads libtorch's CUDA half before anything asks for it: when JavaCPP unpacks the libraries for
   * the first time, it tries that half too early and goes on without.
   *
   * @return why it cannot be loaded; null if it is
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

  /** What computes, in words. */
  public static String inWords() {
    int threads = torch.get_num_threads();
    String device = isGpu() ? "GPU" : threads + (threads == 1 ? " CPU thread" : " CPU threads");
    return precision == Precision.MIXED ? device + ", mixed precision" : device;
  }

  /** Computes a pass and a loss, with products from bfloat16 where mixed precision was chosen. */
  public static <T> T mixed(Supplier<T> computation) {
    return precision == Precision.MIXED ? autocast(true, computation) : computation.get();
  }

  /** Computes what needs float32's digits within {@link #mixed}. */
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
        // Weights that were rounded once for the whole pass.
        torch.clear_cache();
      }
    }
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
