package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.cmi.CmiForm.Assignment;
import io.intereststream.model.encoder.cmi.CmiForm.Fusion;

/**
 * CMI written down from the equations for one history, in double precision, with nothing shared
 * with the encoders. Slow.
 */
final class NaiveCmi {

  /** u_l, [L][d]. */
  final double[][] interests;

  /** u^g, [d]. */
  final double[] general;

  /** Mean share of each category, [L]. */
  final double[] weights;

  private final CmiWeights tensors;
  private final CmiForm form;
  private final int d;

  /**
   * Encodes.
   *
   * @param tensors rows of v and g of unit length
   * @param history rows, oldest first, at least one
   */
  NaiveCmi(CmiWeights tensors, CmiForm form, double temperature, int[] history) {
    this.tensors = tensors;
    this.form = form;
    this.d = tensors.dimension();
    int n = history.length;
    general = form.general() ? general(history) : new double[d];
    weights = new double[tensors.interests()];
    interests = new double[tensors.interests()][];
    double[][] shares = new double[n][];
    for (int t = 0; t < n; t++) {
      shares[t] = shares(history[t], temperature);
    }
    for (int l = 0; l < weights.length; l++) {
      double[] z = new double[d];
      for (int t = 0; t < n; t++) {
        double age = n - 1 - t;
        double left =
            form.halfLives().isEmpty() ? 1 : Math.exp(-Math.log(2) * age / form.halfLives().get(l));
        z = sum(z, left * shares[t][l], item(history[t]));
        weights[l] += shares[t][l] / n;
      }
      interests[l] = interest(z, history);
      if (form.anchor() > 0) {
        double[] category = row(tensors.categories(), l, d);
        interests[l] = unit(sum(interests[l], form.anchor(), category));
      }
    }
  }

  private double[] interest(double[] z, int[] history) {
    if (form.fusion() instanceof Fusion.Context context) {
      double[] s = new double[d];
      for (int t = 0; t < history.length; t++) {
        double age = history.length - 1 - t;
        s = sum(s, Math.exp(-Math.log(2) * age / context.halfLife()), item(history[t]));
      }
      double[] c = unit(sum(unit(s), context.gamma(), general));
      return unit(sum(z, context.kappa(), c));
    }
    return form.general() ? unit(sum(unit(z), 1, general)) : unit(z);
  }

  private double[] shares(int row, double temperature) {
    double[] shares = new double[weights.length];
    int nearest = 0;
    double total = 0;
    for (int l = 0; l < shares.length; l++) {
      double dot = dot(item(row), row(tensors.categories(), l, d));
      nearest = dot > dot(item(row), row(tensors.categories(), nearest, d)) ? l : nearest;
      shares[l] = Math.exp(dot / temperature);
      total += shares[l];
    }
    for (int l = 0; l < shares.length; l++) {
      shares[l] = form.assignment() == Assignment.SOFT ? shares[l] / total : l == nearest ? 1 : 0;
    }
    return shares;
  }

  private double[] general(int[] history) {
    GeneralWeights w = tensors.general();
    int hidden = w.hidden();
    double[] h = new double[hidden];
    for (int row : history) {
      double[] next = new double[hidden];
      for (int i = 0; i < hidden; i++) {
        double reset = sigmoid(input(w, i, row) + recurrent(w, i, h));
        double update = sigmoid(input(w, hidden + i, row) + recurrent(w, hidden + i, h));
        double candidate =
            Math.tanh(input(w, 2 * hidden + i, row) + reset * recurrent(w, 2 * hidden + i, h));
        next[i] = (1 - update) * candidate + update * h[i];
      }
      h = next;
    }
    double[] projected = new double[d];
    for (int k = 0; k < d; k++) {
      projected[k] = Math.max(0, dot(row(w.projection(), k, hidden), h) + w.bias()[k]);
    }
    return unit(projected);
  }

  private double input(GeneralWeights w, int gate, int row) {
    return dot(row(w.input(), gate, d), item(row));
  }

  private static double recurrent(GeneralWeights w, int gate, double[] h) {
    return dot(row(w.recurrent(), gate, w.hidden()), h);
  }

  private double[] item(int row) {
    return row(tensors.items(), row, d);
  }

  private static double[] row(float[] matrix, int row, int columns) {
    double[] values = new double[columns];
    for (int k = 0; k < columns; k++) {
      values[k] = matrix[row * columns + k];
    }
    return values;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double dot(double[] a, double[] b) {
    double dot = 0;
    for (int k = 0; k < a.length; k++) {
      dot += a[k] * b[k];
    }
    return dot;
  }

  private static double[] sum(double[] a, double factor, double[] b) {
    double[] sum = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      sum[k] = a[k] + factor * b[k];
    }
    return sum;
  }

  private static double[] unit(double[] x) {
    double length = Math.max(Math.sqrt(dot(x, x)), 1e-12);
    double[] unit = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      unit[k] = x[k] / length;
    }
    return unit;
  }
}
