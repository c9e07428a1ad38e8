package io.intereststream.model.math;

import java.lang.reflect.Constructor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loops that encoding is made of, over float32 arrays. */
interface Loops {

  /** Adds to {@code out} the sum over k below {@code n} of {@code columns[k] * x[from + k]}. */
  void addTo(float[][] columns, float[] x, int from, int n, float[] out);

  /**
   * Sets {@code out} to an input and the product of a matrix and x.
   *
   * @param x begins at {@code from}
   * @param input begins at {@code at}
   */
  void recur(Columns matrix, float[] x, int from, float[] input, int at, float[] out);

  /**
   * The same for eight at once, so that the matrix is read once for all.
   *
   * @param x eight arrays
   * @param input eight arrays
   * @param out eight arrays of one length
   */
  void recurEight(Columns matrix, float[][] x, int from, float[][] input, int at, float[][] out);

  /** Adds {@code column * x} to {@code out}. */
  void addOne(float[] column, float x, float[] out);

  /**
   * Adds {@code column * x[from + l]}, for each l below {@code n}, to the l-th of the stretches of
   * {@code out} that begin at {@code at}.
   *
   * @param column as long as a stretch, or longer
   * @param scratch of a stretch's length
   */
  void addOuter(float[] column, float[] x, int from, int n, float[] out, int at, float[] scratch);

  /** Multiplies {@code out} by {@code high + low} and adds {@code column * x}. */
  void scaleAndAdd(float high, float low, float[] column, float x, float[] out);

  /** Replaces what is below 0 by 0. */
  void relu(float[] values);

  /** Multiplies every value. */
  void scale(float[] values, float factor);

  /** Returns the length of the {@code n} numbers from {@code x[at]} on. */
  double norm(float[] x, int at, int n);

  /** Returns 1 / max(norm, 1e-12). */
  static float inverse(double norm) {
    return (float) (1 / Math.max(norm, UnitVectors.SMALLEST_NORM));
  }

  /**
   * Sets what begins at {@code out[at]} to unit(common + factor · z): equation 5 with factor 1 /
   * |z|.
   *
   * @param z holds z from {@code from} on; may be {@code out} where both begin at one place
   */
  void fuse(float[] z, int from, float factor, float[] common, float[] out, int at);

  /**
   * The element-wise part of a GRU's step: r = σ(gates_r), u = σ(gates_u), c = tanh(input + r ·
   * (gates_c - input)), h' = c + u (h - c).
   *
   * @param gates [3·hidden], reset, update, candidate: input and recurrent half; scratch afterwards
   * @param item holds the input half of the candidate, [hidden], from {@code input} on
   * @param state holds h, [hidden], from {@code at} on; takes h'
   */
  void gru(float[] gates, float[] item, int input, float[] state, int at, GruScratch scratch);

  /** System property that keeps to plain loops when it is {@code plain}. */
  String PROPERTY = "interest.loops";

  /**
   * Returns those with vector instructions where the JVM was started with {@code --add-modules
   * jdk.incubator.vector}, else plain ones.
   */
  static Loops best() {
    Logger log = LoggerFactory.getLogger(Loops.class);
    boolean offered = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (!offered || "plain".equals(System.getProperty(PROPERTY))) {
      log.info("Encoding in plain Java.");
      return new PlainLoops();
    }
    try {
      Constructor<?> vector =
          Class.forName(Loops.class.getPackageName() + ".VectorLoops").getDeclaredConstructor();
      Loops loops = (Loops) vector.newInstance();
      log.info("Encoding with {}.", loops);
      return loops;
    } catch (ReflectiveOperationException | LinkageError e) {
      log.warn(
          "Encoding in plain Java: jdk.incubator.vector is another one here: {}", e.toString());
      return new PlainLoops();
    }
  }
}
