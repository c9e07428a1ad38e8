package io.intereststream.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * CMI as written, in double precision with ND4J, whole histories in batches: what every other
 * encoder is held against. Rows of v and g are divided by their length once more, in double, so
 * that the rounding of stored unit rows is not carried along.
 *
 * <p>Histories are sorted by length and packed step by step: the rows of step t of all histories of
 * a batch that are longer than t lie side by side, so nothing is padded or masked. Not thread-safe.
 * {@link #close} frees the native memory.
 */
public final class ReferenceEncoder implements Encoder, AutoCloseable {

  /** Most histories, and most items, of a batch: some 60 MB for d = hidden = 64. */
  private static final int BATCH = 256;

  private static final int BATCH_ITEMS = 16_384;

  /** Temporary arrays of one batch, given back all at once. */
  private static final WorkspaceConfiguration TEMPORARY =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.NONE)
          .policySpill(SpillPolicy.EXTERNAL)
          .build();

  private final Release release;
  private final int d;
  private final int interests;
  private final int hidden;
  private final INDArray categories;
  private final INDArray input;
  private final INDArray recurrent;
  private final INDArray projection;
  private final INDArray bias;

  /** Creates an encoder of a release. */
  public ReferenceEncoder(Release release) {
    this.release = release;
    CmiWeights weights = release.weights();
    d = weights.dimension();
    interests = weights.interests();
    hidden = weights.hidden();
    double[] rows = new double[interests * d];
    for (int l = 0; l < interests; l++) {
      unitRow(weights.categories(), l, rows, l);
    }
    categories = Nd4j.create(rows, new long[] {interests, d}, DataType.DOUBLE).transpose().dup('c');
    input = transposed(weights.input(), 3 * hidden, d);
    recurrent = transposed(weights.recurrent(), 3 * hidden, hidden);
    projection = transposed(weights.projection(), d, hidden);
    bias = transposed(weights.bias(), d, 1);
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
    for (INDArray array : List.of(categories, input, recurrent, projection, bias)) {
      if (!array.wasClosed()) {
        array.close();
      }
    }
  }

  /** Encodes histories of which none is empty and none longer than the one before. */
  private ReferencePass[] batch(int[][] histories) {
    int[] running = running(histories);
    double[] rows = rows(histories, running);
    int total = rows.length / d;
    MemoryWorkspace temporary =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(TEMPORARY, "ReferenceEncoder");
    try {
      INDArray v = Nd4j.create(rows, new long[] {total, d}, DataType.DOUBLE);
      INDArray logits = v.mmul(categories).divi(release.manifest().temperature());
      INDArray h = lastStates(v.mmul(input), running);
      INDArray projected = h.mmul(projection).addiRowVector(bias);
      double[] shares = softmax(logits.dup('c').data().asDouble());
      double[] states = h.dup('c').data().asDouble();
      double[] preactivations = projected.dup('c').data().asDouble();
      ReferencePass[] passes = new ReferencePass[histories.length];
      for (int k = 0; k < passes.length; k++) {
        double[] sums = new double[interests * d];
        double[] shareSums = new double[interests];
        int n = histories[k].length;
        for (int t = 0, step = 0; t < n; step += running[t], t++) {
          addShares(rows, shares, step + k, sums, shareSums);
        }
        passes[k] =
            ReferencePass.of(
                sums,
                shareSums,
                n,
                Arrays.copyOfRange(states, k * hidden, (k + 1) * hidden),
                Arrays.copyOfRange(preactivations, k * d, (k + 1) * d));
      }
      return passes;
    } finally {
      temporary.close();
      Nd4j.getWorkspaceManager().destroyWorkspace(temporary);
    }
  }

  /** Equation 3 over packed steps; {@code gates} [items, 3·hidden] holds W_ih·v. */
  private INDArray lastStates(INDArray gates, int[] running) {
    INDArray h = Nd4j.zeros(DataType.DOUBLE, running[0], hidden);
    int step = 0;
    for (int n : running) {
      INDArray x = gates.get(NDArrayIndex.interval(step, step + n), NDArrayIndex.all());
      INDArray state = h.get(NDArrayIndex.interval(0, n), NDArrayIndex.all());
      INDArray y = state.mmul(recurrent);
      INDArray resetUpdate = Transforms.sigmoid(gate(x, 0, 2).add(gate(y, 0, 2)), false);
      INDArray candidate = gate(y, 2, 3).mul(gate(resetUpdate, 0, 1)).addi(gate(x, 2, 3));
      candidate = Transforms.tanh(candidate, false);
      // h' = c + z (h - c)
      state.subi(candidate).muli(gate(resetUpdate, 1, 2)).addi(candidate);
      step += n;
    }
    return h;
  }

  /** Blocks of the gates: reset, update, candidate. */
  private INDArray gate(INDArray gates, int from, int to) {
    return gates.get(NDArrayIndex.all(), NDArrayIndex.interval(from * hidden, to * hidden));
  }

  /** Number of histories that are longer than t, for each t. */
  private static int[] running(int[][] histories) {
    int[] running = new int[histories[0].length];
    for (int[] history : histories) {
      for (int t = 0; t < history.length; t++) {
        running[t]++;
      }
    }
    return running;
  }

  /** Item rows, step by step. */
  private double[] rows(int[][] histories, int[] running) {
    double[] rows = new double[Arrays.stream(running).sum() * d];
    int at = 0;
    for (int t = 0; t < running.length; t++) {
      for (int k = 0; k < running[t]; k++) {
        unitRow(release.weights().items(), histories[k][t], rows, at++);
      }
    }
    return rows;
  }

  private void unitRow(float[] table, int row, double[] into, int at) {
    for (int k = 0; k < d; k++) {
      into[at * d + k] = table[row * d + k];
    }
    ReferencePass.unit(into, at * d, d);
  }

  /** Equation 1, in place. */
  private double[] softmax(double[] logits) {
    for (int from = 0; from < logits.length; from += interests) {
      double highest = Double.NEGATIVE_INFINITY;
      for (int l = 0; l < interests; l++) {
        highest = Math.max(highest, logits[from + l]);
      }
      double sum = 0;
      for (int l = 0; l < interests; l++) {
        logits[from + l] = Math.exp(logits[from + l] - highest);
        sum += logits[from + l];
      }
      for (int l = 0; l < interests; l++) {
        logits[from + l] /= sum;
      }
    }
    return logits;
  }

  /** Equation 2 for one item. */
  private void addShares(
      double[] rows, double[] shares, int item, double[] sums, double[] shareSums) {
    for (int l = 0; l < interests; l++) {
      double share = shares[item * interests + l];
      shareSums[l] += share;
      for (int k = 0; k < d; k++) {
        sums[l * d + k] += share * rows[item * d + k];
      }
    }
  }

  private static INDArray transposed(float[] matrix, int rows, int columns) {
    double[] values = new double[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        values[k * rows + i] = matrix[i * columns + k];
      }
    }
    return Nd4j.create(values, new long[] {columns, rows}, DataType.DOUBLE);
  }
}
