package io.intereststream.model.math;

import java.lang.reflect.Constructor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loops that encoders spend their time in, over float32 arrays. */
interface Loops {

  /**
   * Adds to {@code out} the sum over k below {@code n} of {@code columns[k] * x[from + k]}.
   *
   * @param columns at least {@code n} columns, each at least as long as {@code out}
   */
  void addTo(float[][] columns, float[] x, int from, int n, float[] out);

  /**
   * Sets {@code out} to an input plus the product of a matrix and x, a GRU's input half and
   * recurrent half.
   *
   * @param x vector from index {@code from}
   * @param input input from index {@code at}
   */
  void recur(Columns matrix, float[] x, int from, float[] input, int at, float[] out);

  /**
   * Does {@link #recur} for eight vectors in one pass over the matrix.
   *
   * @param x eight arrays
   * @param input eight arrays
   * @param out eight arrays of one length
   */
  void recurEight(Columns matrix, float[][] x, int from, float[][] input, int at, float[][] out);

  /** Adds {@code x * column} to {@code out}; the column is at least as long as {@code out}. */
  void addOne(float[] column, float x, float[] out);

  /**
   * Computes weighted sums of rows, one for each column of factors: sets the numbers from {@code
   * out[at + l * rows.width()]} to the sum over i of row i times factor l of row i.
   *
   * @param from number of the first row that is added
   * @param end number after that of the last row
   * @param factors a row for each row of {@code rows}
   */
  void sumRows(RowMatrix rows, int from, int end, RowMatrix factors, float[] out, int at);

  /** Replaces negative values by 0. */
  void relu(float[] values);

  /** Multiplies every value by the factor. */
  void scale(float[] values, float factor);

  /** Returns the Euclidean length of the {@code n} numbers from {@code x[at]}. */
  double norm(float[] x, int at, int n);

  /** Returns 1 / max(norm, 1e-12). */
  static float inverse(double norm) {
    return (float) (1 / Math.max(norm, UnitVectors.SMALLEST_NORM));
  }

  /**
   * Sets the vector at {@code out[at]} to unit(common + factor · z): equation 5 of CMI if the
   * factor is 1 / |z|.
   *
   * @param z holds z from index {@code from}; may be {@code out} if both begin at the same index
   */
  void fuse(float[] z, int from, float factor, float[] common, float[] out, int at);

  /**
   * The element-wise part of a GRU's step: r = σ(gates_r), u = σ(gates_u), c = tanh(input + r ·
   * (gates_c - input)), h' = c + u (h - c).
   *
   * @param gates [3·hidden], reset, update, candidate: input and recurrent half; scratch afterwards
   * @param item holds the input half of the candidate, [hidden], from index {@code input}
   * @param state holds h, [hidden], from index {@code at}; replaced by h'
   */
  void gru(float[] gates, float[] item, int input, float[] state, int at, GruScratch scratch);

  /** System property that forces plain loops if it is {@code plain}. */
  String PROPERTY = "interest.loops";

  /**
   * Returns loops with vector instructions if the JVM was started with {@code --add-modules
   * jdk.incubator.vector}, otherwise plain loops.
   */
  static Loops best() {
    Logger log = LoggerFactory.getLogger(Loops.class);
    boolean offered = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (!offered || "plain".equals(System.getProperty(PROPERTY))) {
      log.info("Encoding with plain Java loops.");
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
          "Encoding with plain Java loops, because the jdk.incubator.vector of this JVM is"
              + " not compatible: {}",
          e.toString());
      return new PlainLoops();
    }
  }
}
