package io.intereststream.model.math;

import java.util.Arrays;

/**
 * Loops in plain Java, written so that the JIT compiler vectorises them: over arrays of equal
 * length with one index, for which parts of arrays are copied. No fused multiply-add, so results
 * are the same on every machine.
 */
final class PlainLoops implements Loops {

  @Override
  public void addTo(float[][] columns, float[] x, int from, int n, float[] out) {
    int k = 0;
    for (; k + 4 <= n; k += 4) {
      addFour(columns, k, x[from + k], x[from + k + 1], x[from + k + 2], x[from + k + 3], out);
    }
    for (; k < n; k++) {
      addOne(columns[k], x[from + k], out);
    }
  }

  @Override
  public void recur(Columns matrix, float[] x, int from, float[] input, int at, float[] out) {
    System.arraycopy(input, at, out, 0, out.length);
    addTo(matrix.each, x, from, matrix.each.length, out);
  }

  @Override
  public void recurEight(
      Columns matrix, float[][] x, int from, float[][] input, int at, float[][] out) {
    for (int v = 0; v < 8; v++) {
      recur(matrix, x[v], from, input[v], at, out[v]);
    }
  }

  @Override
  public void sumRows(RowMatrix rows, int from, int end, RowMatrix factors, float[] out, int at) {
    int d = rows.width();
    float[] row = new float[d];
    float[] sum = new float[d];
    for (int l = 0; l < factors.width(); l++) {
      Arrays.fill(sum, 0f);
      for (int i = from; i < end; i++) {
        System.arraycopy(rows.values(), rows.index(i), row, 0, d);
        addOne(row, factors.values()[factors.index(i) + l], sum);
      }
      System.arraycopy(sum, 0, out, at + l * d, d);
    }
  }

  @Override
  public void addOne(float[] column, float x, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] += x * column[i];
    }
  }

  @Override
  public void relu(float[] values) {
    for (int k = 0; k < values.length; k++) {
      values[k] = Math.max(values[k], 0f);
    }
  }

  @Override
  public void scale(float[] values, float factor) {
    for (int k = 0; k < values.length; k++) {
      values[k] *= factor;
    }
  }

  @Override
  public double norm(float[] x, int at, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int k = at;
    int end = at + n;
    for (; k + 8 <= end; k += 8) {
      s0 += x[k] * x[k];
      s1 += x[k + 1] * x[k + 1];
      s2 += x[k + 2] * x[k + 2];
      s3 += x[k + 3] * x[k + 3];
      s4 += x[k + 4] * x[k + 4];
      s5 += x[k + 5] * x[k + 5];
      s6 += x[k + 6] * x[k + 6];
      s7 += x[k + 7] * x[k + 7];
    }
    for (; k < end; k++) {
      s0 += x[k] * x[k];
    }
    return Math.sqrt(((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)));
  }

  @Override
  public void fuse(float[] z, int from, float factor, float[] common, float[] out, int at) {
    int d = common.length;
    for (int k = 0; k < d; k++) {
      out[at + k] = common[k] + factor * z[from + k];
    }
    float inverse = Loops.inverse(norm(out, at, d));
    for (int k = at; k < at + d; k++) {
      out[k] *= inverse;
    }
  }

  private static void addFour(
      float[][] columns, int k, float x0, float x1, float x2, float x3, float[] out) {
    addFour(columns[k], columns[k + 1], columns[k + 2], columns[k + 3], x0, x1, x2, x3, out);
  }

  private static void addFour(
      float[] c0,
      float[] c1,
      float[] c2,
      float[] c3,
      float x0,
      float x1,
      float x2,
      float x3,
      float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] += (x0 * c0[i] + x1 * c1[i]) + (x2 * c2[i] + x3 * c3[i]);
    }
  }

  @Override
  public void gru(
      float[] gates, float[] item, int input, float[] state, int at, GruScratch scratch) {
    scratch.step(gates, item, input, state, at);
  }
}
