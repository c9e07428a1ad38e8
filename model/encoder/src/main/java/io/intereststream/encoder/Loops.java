package io.intereststream.encoder;

import java.lang.reflect.Constructor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loops that encoding is made of, over float32 arrays. */
interface Loops {

  /** Adds to {@code out} the sum over k below {@code n} of {@code columns[k] * x[from + k]}. */
  void addTo(float[][] columns, float[] x, int from, int n, float[] out);

  /** Adds to {@code out} the product of a matrix and what begins at {@code x[from]}. */
  void addTo(Columns matrix, float[] x, int from, float[] out);

  /**
   * The same for four x and out at once, so that the matrix is read once for all.
   *
   * @param x four arrays
   * @param out four arrays of one length
   */
  void addToFour(Columns matrix, float[][] x, int from, float[][] out);

  /** Adds {@code column * x} to {@code out}. */
  void addOne(float[] column, float x, float[] out);

  /**
   * Adds {@code column * x} to what begins at {@code at}.
   *
   * @param scratch of the column's length
   */
  void addOneAt(float[] column, float x, float[] out, int at, float[] scratch);

  /** Multiplies {@code out} by {@code high + low} and adds {@code column * x}. */
  void scaleAndAdd(float high, float low, float[] column, float x, float[] out);

  /** Replaces what is below 0 by 0. */
  void relu(float[] values);

  /** Multiplies every value. */
  void scale(float[] values, float factor);

  /** Returns 1 / max(|x|, 1e-12). */
  float inverseNorm(float[] x);

  /** Sets {@code out} to unit(common + factor · z): equation 5 with factor 1 / |z|. */
  void fuse(float[] z, float factor, float[] common, float[] out);

  /**
   * The element-wise part of a GRU's step: r = σ(gates_r), u = σ(gates_u), c = tanh(input + r ·
   * gates_c), h' = c + u (h - c).
   *
   * @param gates [3·hidden], reset, update, and the recurrent half alone of the candidate
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
