package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.math.Softmax;
import io.intereststream.model.math.UnitVectors;
import io.intereststream.model.release.ReleaseData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * CMI's equations in double precision with ND4J, whole histories in batches; every other encoder is
 * compared with it. Rows of v and g are normalised again in double precision, so that the rounding
 * of the stored unit rows has no effect.
 *
 * <p>Histories are batched by length and aligned at their ends; the zero rows in front leave the
 * state of a GRU without biases at zero. Its recurrence is ND4J's operation {@code gru}, whose
 * gates are equation 3 in the same order. Not thread-safe. {@link #close} frees the native memory.
 *
 * <p>OpenBLAS and ND4J are set to one thread for the whole JVM: their threads wait by spinning, so
 * on a busy machine these small products took up to a hundred times longer with two threads and
 * took processors away from the job's threads.
 */
final class CmiReference implements ReferenceEncoder {

  /** Maximum histories and items of a batch: about 50 MB for d = hidden = 64. */
  private static final int BATCH = 256;

  private static final int BATCH_ITEMS = 16_384;

  private final ReleaseData release;
  private final CmiForm form;
  private final CmiModel model;
  private final int d;
  private final int interests;
  private final int hidden;

  /**
   * Transposed: [d, L], [d, 3·hidden], [hidden, 3·hidden], [hidden, d]; all but the first are null
   * without a general interest.
   */
  private final INDArray categories;

  private final INDArray input;
  private final INDArray recurrent;
  private final INDArray projection;

  /** Unit rows g, [L, d]. */
  private final double[] unitCategories;

  /** Gates have no biases: zeros, [3·hidden]. */
  private final INDArray noBias;

  /** Creates an encoder of a release. */
  CmiReference(ReleaseData release) {
    this.release = release;
    form = CmiForm.of(release);
    model = CmiModel.of(release);
    d = model.dimension();
    interests = model.interests();
    hidden = model.hidden();
    Nd4j.factory().blas().setMaxThreads(1);
    Nd4j.getEnvironment().setMaxThreads(1);
    Nd4j.getEnvironment().setMaxMasterThreads(1);
    double[] rows = doubles(model.categories());
    for (int l = 0; l < interests; l++) {
      UnitVectors.normalise(rows, l * d, d);
    }
    unitCategories = rows;
    categories = transposed(rows, interests, d);
    GeneralWeights general = model.general();
    boolean none = general == null;
    input = none ? null : transposed(doubles(general.input()), 3 * hidden, d);
    recurrent = none ? null : transposed(doubles(general.recurrent()), 3 * hidden, hidden);
    projection = none ? null : transposed(doubles(general.projection()), d, hidden);
    noBias = none ? null : Nd4j.zeros(DataType.DOUBLE, 3L * hidden);
  }

  @Override
  public int window() {
    return release.window();
  }

  @Override
  public List<Interests> encode(List<int[]> histories) {
    List<Interests> results = new ArrayList<>(histories.size());
    for (ReferencePass pass : pass(histories)) {
      results.add(pass == null ? new Interests(interests, d) : pass.round());
    }
    return results;
  }

  /** Encodes in double precision; null for an empty history. */
  List<ReferencePass> pass(List<int[]> histories) {
    List<int[]> newest = new ArrayList<>(histories.size());
    for (int[] history : histories) {
      newest.add(release.newest(history, newest.size()));
    }
    List<Integer> longestFirst = new ArrayList<>();
    for (int i = 0; i < newest.size(); i++) {
      if (newest.get(i).length > 0) {
        longestFirst.add(i);
      }
    }
    longestFirst.sort(Comparator.comparing(i -> -newest.get(i).length));
    ReferencePass[] results = new ReferencePass[newest.size()];
    for (int from = 0, to; from < longestFirst.size(); from = to) {
      int most = Math.max(1, BATCH_ITEMS / newest.get(longestFirst.get(from)).length);
      to = Math.min(longestFirst.size(), from + Math.min(BATCH, most));
      List<Integer> batch = longestFirst.subList(from, to);
      ReferencePass[] passes = batch(batch.stream().map(newest::get).toArray(int[][]::new));
      for (int k = 0; k < passes.length; k++) {
        results[batch.get(k)] = passes[k];
      }
    }
    return Arrays.asList(results);
  }

  @Override
  public void close() {
    Stream.of(categories, input, recurrent, projection, noBias)
        .filter(array -> array != null && !array.wasClosed())
        .forEach(INDArray::close);
  }

  /** Encodes histories; none is empty, and none is longer than the first. */
  private ReferencePass[] batch(int[][] histories) {
    int count = histories.length;
    int steps = histories[0].length;
    double[] rows = rows(histories);
    INDArray v = Nd4j.create(rows, new long[] {steps, count, d}, DataType.DOUBLE);
    General general = hidden == 0 ? General.NONE : general(v);
    double[] logits = isHard() ? null : product(v.reshape(steps * (long) count, d), categories);
    v.close();

    ReferencePass[] passes = new ReferencePass[count];
    double[] shares = new double[interests];
    for (int k = 0; k < count; k++) {
      ReferenceSums sums = ReferenceSums.empty(histories[k].length, interests, d);
      int first = steps - histories[k].length;
      for (int t = first; t < steps; t++) {
        int item = t * count + k;
        if (isHard()) {
          oneHot(histories[k][t - first], shares);
        } else {
          softmax(logits, item, steps * count, shares);
        }
        sums.add(form, steps - 1 - t, shares, rows, item * d);
      }
      passes[k] =
          ReferencePass.of(
              form, sums, general.state(k, hidden), preactivation(general, k), unitCategories);
    }
    return passes;
  }

  /**
   * The GRU of a batch.
   *
   * @param states h_n of each history, [histories, hidden]
   * @param projected M h_n, [histories, d] column-major
   */
  private record General(double[] states, double[] projected) {

    static final General NONE = new General(new double[0], new double[0]);

    double[] state(int history, int hidden) {
      return Arrays.copyOfRange(states, history * hidden, (history + 1) * hidden);
    }
  }

  private General general(INDArray v) {
    INDArray start = Nd4j.zeros(DataType.DOUBLE, v.size(1), hidden);
    INDArray states = Nd4j.create(DataType.DOUBLE, v.size(0), v.size(1), hidden);
    Nd4j.exec(
        DynamicCustomOp.builder("gru")
            .addInputs(v, start, input, recurrent, noBias)
            .addOutputs(states)
            .build());
    INDArray h = states.slice(v.size(0) - 1);
    General general = new General(h.dup('c').data().asDouble(), product(h, projection));
    List.of(start, states).forEach(INDArray::close);
    return general;
  }

  /** Returns M h_n + b, [d]; empty without a general interest. */
  private double[] preactivation(General general, int history) {
    int count = general.projected.length / d;
    double[] preactivation = new double[count == 0 ? 0 : d];
    for (int j = 0; j < preactivation.length; j++) {
      preactivation[j] = general.projected[j * count + history] + model.general().bias()[j];
    }
    return preactivation;
  }

  /** Returns unit item rows [steps, histories, d]; every history ends at the last step. */
  private double[] rows(int[][] histories) {
    int steps = histories[0].length;
    double[] rows = new double[steps * histories.length * d];
    float[] item = new float[d];
    for (int k = 0; k < histories.length; k++) {
      int first = steps - histories[k].length;
      for (int t = first; t < steps; t++) {
        int at = (t * histories.length + k) * d;
        model.items().read(histories[k][t - first], item, 0);
        for (int j = 0; j < d; j++) {
          rows[at + j] = item[j];
        }
        UnitVectors.normalise(rows, at, d);
      }
    }
    return rows;
  }

  private boolean isHard() {
    return form.assignment() == CmiForm.Assignment.HARD;
  }

  /** Equation 1 under hard assignment. */
  private void oneHot(int row, double[] shares) {
    Arrays.fill(shares, 0);
    shares[model.nearestCategory(model.items().row(row))] = 1;
  }

  /** Equation 1 for one item; {@code logits} [items, L] column-major holds v · g_l. */
  private void softmax(double[] logits, int item, int items, double[] shares) {
    for (int l = 0; l < interests; l++) {
      shares[l] = logits[l * items + item];
    }
    Softmax.apply(shares, interests, release.manifest().temperature());
  }

  /** Returns a · b, column-major, which BLAS writes without a copy. */
  private static double[] product(INDArray a, INDArray b) {
    INDArray result = Nd4j.create(DataType.DOUBLE, new long[] {a.rows(), b.columns()}, 'f');
    a.mmuli(b, result);
    double[] values = result.data().asDouble();
    result.close();
    return values;
  }

  private static INDArray transposed(double[] matrix, int rows, int columns) {
    double[] values = new double[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        values[k * rows + i] = matrix[i * columns + k];
      }
    }
    return Nd4j.create(values, new long[] {columns, rows}, DataType.DOUBLE);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
