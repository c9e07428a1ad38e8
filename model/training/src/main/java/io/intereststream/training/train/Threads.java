package io.intereststream.training.train;

import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/** How many threads compute. */
public final class Threads {
  private Threads() {}

  /**
   * Sets the threads of libtorch and of the BLAS below it, for the whole JVM. Results repeat bit by
   * bit with one thread only.
   */
  public static void use(int threads) {
    torch.set_num_threads(threads);
    openblas.blas_set_num_threads(threads);
  }
}
