package io.intereststream.model.math;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops with explicit vector instructions and fused multiply-adds. Compiled separately: only a JVM
 * with the module jdk.incubator.vector can load this class.
 */
final class VectorLoops implements Loops {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();

  // Constants of sigmoid and tanh as vectors. If they were broadcast at each use, a GRU step would
  // exceed the compiler's limit for inlining (NodeCountInliningCutoff); vectors would then become
  // objects, and the step would run at a third of its speed.

  private static final FloatVector HALF = FloatVector.broadcast(SPECIES, 0.5f);

  /** Above this, tanh is 1 in float32. */
  private static final FloatVector LARGEST = FloatVector.broadcast(SPECIES, 7.90531111f);

  private static final FloatVector SMALLEST = LARGEST.neg();

  /** Coefficients of tanh's numerator, by powers of x. */
  private static final FloatVector P13 = FloatVector.broadcast(SPECIES, -2.76076847742355e-16f);

  private static final FloatVector P11 = FloatVector.broadcast(SPECIES, 2.00018790482477e-13f);
  private static final FloatVector P9 = FloatVector.broadcast(SPECIES, -8.60467152213735e-11f);
  private static final FloatVector P7 = FloatVector.broadcast(SPECIES, 5.12229709037114e-08f);
  private static final FloatVector P5 = FloatVector.broadcast(SPECIES, 1.48572235717979e-05f);
  private static final FloatVector P3 = FloatVector.broadcast(SPECIES, 6.37261928875436e-04f);
  private static final FloatVector P1 = FloatVector.broadcast(SPECIES, 4.89352455891786e-03f);

  /** Coefficients of tanh's denominator. */
  private static final FloatVector Q6 = FloatVector.broadcast(SPECIES, 1.19825839466702e-06f);

  private static final FloatVector Q4 = FloatVector.broadcast(SPECIES, 1.18534705686654e-04f);
  private static final FloatVector Q2 = FloatVector.broadcast(SPECIES, 2.26843463243900e-03f);
  private static final FloatVector Q0 = FloatVector.broadcast(SPECIES, 4.89352518554385e-03f);

  @Override
  public void addTo(float[][] columns, float[] x, int from, int n, float[] out) {
    int i = 0;
    for (; i + 4 * WIDTH <= out.length; i += 4 * WIDTH) {
      addBlock(columns, x, from, n, out, i);
    }
    addRest(columns, x, from, n, out, i);
  }

  /** Processes the elements from a position, one vector at a time, then one number at a time. */
  private static void addRest(
      float[][] columns, float[] x, int from, int n, float[] out, int start) {
    int i = start;
    for (; i + WIDTH <= out.length; i += WIDTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, out, i);
      for (int k = 0; k < n; k++) {
        FloatVector column = FloatVector.fromArray(SPECIES, columns[k], i);
        sum = column.fma(FloatVector.broadcast(SPECIES, x[from + k]), sum);
      }
      sum.intoArray(out, i);
    }
    for (int k = 0; k < n && i < out.length; k++) {
      for (int j = i; j < out.length; j++) {
        out[j] = Math.fma(columns[k][j], x[from + k], out[j]);
      }
    }
  }

  private static void addBlock(float[][] columns, float[] x, int from, int n, float[] out, int i) {
    FloatVector a = FloatVector.fromArray(SPECIES, out, i);
    FloatVector b = FloatVector.fromArray(SPECIES, out, i + WIDTH);
    FloatVector c = FloatVector.fromArray(SPECIES, out, i + 2 * WIDTH);
    FloatVector d = FloatVector.fromArray(SPECIES, out, i + 3 * WIDTH);
    for (int k = 0; k < n; k++) {
      float[] column = columns[k];
      FloatVector factor = FloatVector.broadcast(SPECIES, x[from + k]);
      a = FloatVector.fromArray(SPECIES, column, i).fma(factor, a);
      b = FloatVector.fromArray(SPECIES, column, i + WIDTH).fma(factor, b);
      c = FloatVector.fromArray(SPECIES, column, i + 2 * WIDTH).fma(factor, c);
      d = FloatVector.fromArray(SPECIES, column, i + 3 * WIDTH).fma(factor, d);
    }
    a.intoArray(out, i);
    b.intoArray(out, i + WIDTH);
    c.intoArray(out, i + 2 * WIDTH);
    d.intoArray(out, i + 3 * WIDTH);
  }

  @Override
  public void recur(Columns matrix, float[] x, int from, float[] input, int at, float[] out) {
    int n = matrix.each.length;
    int i = 0;
    for (; i + 12 * WIDTH <= out.length; i += 12 * WIDTH) {
      addTwelve(matrix.all, x, from, n, input, at, out, i);
    }
    for (; i + 3 * WIDTH <= out.length; i += 3 * WIDTH) {
      addThree(matrix.all, x, from, n, input, at, out, i);
    }
    System.arraycopy(input, at + i, out, i, out.length - i);
    addRest(matrix.each, x, from, n, out, i);
  }

  /** Computes twelve sums at a time; with fewer, the latency of an addition would not be hidden. */
  private static void addTwelve(
      float[] all, float[] x, int from, int n, float[] input, int at, float[] out, int i) {
    FloatVector s0 = load(input, at + i + 0 * WIDTH);
    FloatVector s1 = load(input, at + i + 1 * WIDTH);
    FloatVector s2 = load(input, at + i + 2 * WIDTH);
    FloatVector s3 = load(input, at + i + 3 * WIDTH);
    FloatVector s4 = load(input, at + i + 4 * WIDTH);
    FloatVector s5 = load(input, at + i + 5 * WIDTH);
    FloatVector s6 = load(input, at + i + 6 * WIDTH);
    FloatVector s7 = load(input, at + i + 7 * WIDTH);
    FloatVector s8 = load(input, at + i + 8 * WIDTH);
    FloatVector s9 = load(input, at + i + 9 * WIDTH);
    FloatVector s10 = load(input, at + i + 10 * WIDTH);
    FloatVector s11 = load(input, at + i + 11 * WIDTH);
    for (int k = 0; k < n; k++) {
      int column = k * out.length + i;
      FloatVector factor = FloatVector.broadcast(SPECIES, x[from + k]);
      s0 = load(all, column + 0 * WIDTH).fma(factor, s0);
      s1 = load(all, column + 1 * WIDTH).fma(factor, s1);
      s2 = load(all, column + 2 * WIDTH).fma(factor, s2);
      s3 = load(all, column + 3 * WIDTH).fma(factor, s3);
      s4 = load(all, column + 4 * WIDTH).fma(factor, s4);
      s5 = load(all, column + 5 * WIDTH).fma(factor, s5);
      s6 = load(all, column + 6 * WIDTH).fma(factor, s6);
      s7 = load(all, column + 7 * WIDTH).fma(factor, s7);
      s8 = load(all, column + 8 * WIDTH).fma(factor, s8);
      s9 = load(all, column + 9 * WIDTH).fma(factor, s9);
      s10 = load(all, column + 10 * WIDTH).fma(factor, s10);
      s11 = load(all, column + 11 * WIDTH).fma(factor, s11);
    }
    s0.intoArray(out, i + 0 * WIDTH);
    s1.intoArray(out, i + 1 * WIDTH);
    s2.intoArray(out, i + 2 * WIDTH);
    s3.intoArray(out, i + 3 * WIDTH);
    s4.intoArray(out, i + 4 * WIDTH);
    s5.intoArray(out, i + 5 * WIDTH);
    s6.intoArray(out, i + 6 * WIDTH);
    s7.intoArray(out, i + 7 * WIDTH);
    s8.intoArray(out, i + 8 * WIDTH);
    s9.intoArray(out, i + 9 * WIDTH);
    s10.intoArray(out, i + 10 * WIDTH);
    s11.intoArray(out, i + 11 * WIDTH);
  }

  private static void addThree(
      float[] all, float[] x, int from, int n, float[] input, int at, float[] out, int i) {
    FloatVector s0 = load(input, at + i + 0 * WIDTH);
    FloatVector s1 = load(input, at + i + 1 * WIDTH);
    FloatVector s2 = load(input, at + i + 2 * WIDTH);
    for (int k = 0; k < n; k++) {
      int column = k * out.length + i;
      FloatVector factor = FloatVector.broadcast(SPECIES, x[from + k]);
      s0 = load(all, column + 0 * WIDTH).fma(factor, s0);
      s1 = load(all, column + 1 * WIDTH).fma(factor, s1);
      s2 = load(all, column + 2 * WIDTH).fma(factor, s2);
    }
    s0.intoArray(out, i + 0 * WIDTH);
    s1.intoArray(out, i + 1 * WIDTH);
    s2.intoArray(out, i + 2 * WIDTH);
  }

  /**
   * Computes at once as many sums as fit into the vector registers: 32 registers of 512 bits, or 16
   * smaller ones.
   */
  @Override
  public void recurEight(
      Columns matrix, float[][] x, int from, float[][] input, int at, float[][] out) {
    int n = matrix.each.length;
    int length = out[0].length;
    int i = 0;
    for (; WIDTH >= 16 && i + 3 * WIDTH <= length; i += 3 * WIDTH) {
      addEightByThree(matrix.all, x, from, n, input, at, out, i);
    }
    for (; i + 2 * WIDTH <= length; i += 2 * WIDTH) {
      addFourByTwo(matrix.all, x, from, n, input, at, out, 0, i);
      addFourByTwo(matrix.all, x, from, n, input, at, out, 4, i);
    }
    for (int v = 0; v < 8; v++) {
      System.arraycopy(input[v], at + i, out[v], i, length - i);
      addRest(matrix.each, x[v], from, n, out[v], i);
    }
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(SPECIES, values, at);
  }

  private static void addEightByThree(
      float[] all, float[][] x, int from, int n, float[][] input, int at, float[][] out, int i) {
    int length = out[0].length;
    float[] x0 = x[0];
    float[] x1 = x[1];
    float[] x2 = x[2];
    float[] x3 = x[3];
    float[] x4 = x[4];
    float[] x5 = x[5];
    float[] x6 = x[6];
    float[] x7 = x[7];
    float[] i0 = input[0];
    FloatVector s00 = load(i0, at + i + 0 * WIDTH);
    FloatVector s01 = load(i0, at + i + 1 * WIDTH);
    FloatVector s02 = load(i0, at + i + 2 * WIDTH);
    float[] i1 = input[1];
    FloatVector s10 = load(i1, at + i + 0 * WIDTH);
    FloatVector s11 = load(i1, at + i + 1 * WIDTH);
    FloatVector s12 = load(i1, at + i + 2 * WIDTH);
    float[] i2 = input[2];
    FloatVector s20 = load(i2, at + i + 0 * WIDTH);
    FloatVector s21 = load(i2, at + i + 1 * WIDTH);
    FloatVector s22 = load(i2, at + i + 2 * WIDTH);
    float[] i3 = input[3];
    FloatVector s30 = load(i3, at + i + 0 * WIDTH);
    FloatVector s31 = load(i3, at + i + 1 * WIDTH);
    FloatVector s32 = load(i3, at + i + 2 * WIDTH);
    float[] i4 = input[4];
    FloatVector s40 = load(i4, at + i + 0 * WIDTH);
    FloatVector s41 = load(i4, at + i + 1 * WIDTH);
    FloatVector s42 = load(i4, at + i + 2 * WIDTH);
    float[] i5 = input[5];
    FloatVector s50 = load(i5, at + i + 0 * WIDTH);
    FloatVector s51 = load(i5, at + i + 1 * WIDTH);
    FloatVector s52 = load(i5, at + i + 2 * WIDTH);
    float[] i6 = input[6];
    FloatVector s60 = load(i6, at + i + 0 * WIDTH);
    FloatVector s61 = load(i6, at + i + 1 * WIDTH);
    FloatVector s62 = load(i6, at + i + 2 * WIDTH);
    float[] i7 = input[7];
    FloatVector s70 = load(i7, at + i + 0 * WIDTH);
    FloatVector s71 = load(i7, at + i + 1 * WIDTH);
    FloatVector s72 = load(i7, at + i + 2 * WIDTH);
    for (int k = 0; k < n; k++) {
      int column = k * length + i;
      FloatVector c0 = load(all, column + 0 * WIDTH);
      FloatVector c1 = load(all, column + 1 * WIDTH);
      FloatVector c2 = load(all, column + 2 * WIDTH);
      FloatVector f0 = FloatVector.broadcast(SPECIES, x0[from + k]);
      s00 = c0.fma(f0, s00);
      s01 = c1.fma(f0, s01);
      s02 = c2.fma(f0, s02);
      FloatVector f1 = FloatVector.broadcast(SPECIES, x1[from + k]);
      s10 = c0.fma(f1, s10);
      s11 = c1.fma(f1, s11);
      s12 = c2.fma(f1, s12);
      FloatVector f2 = FloatVector.broadcast(SPECIES, x2[from + k]);
      s20 = c0.fma(f2, s20);
      s21 = c1.fma(f2, s21);
      s22 = c2.fma(f2, s22);
      FloatVector f3 = FloatVector.broadcast(SPECIES, x3[from + k]);
      s30 = c0.fma(f3, s30);
      s31 = c1.fma(f3, s31);
      s32 = c2.fma(f3, s32);
      FloatVector f4 = FloatVector.broadcast(SPECIES, x4[from + k]);
      s40 = c0.fma(f4, s40);
      s41 = c1.fma(f4, s41);
      s42 = c2.fma(f4, s42);
      FloatVector f5 = FloatVector.broadcast(SPECIES, x5[from + k]);
      s50 = c0.fma(f5, s50);
      s51 = c1.fma(f5, s51);
      s52 = c2.fma(f5, s52);
      FloatVector f6 = FloatVector.broadcast(SPECIES, x6[from + k]);
      s60 = c0.fma(f6, s60);
      s61 = c1.fma(f6, s61);
      s62 = c2.fma(f6, s62);
      FloatVector f7 = FloatVector.broadcast(SPECIES, x7[from + k]);
      s70 = c0.fma(f7, s70);
      s71 = c1.fma(f7, s71);
      s72 = c2.fma(f7, s72);
    }
    float[] o0 = out[0];
    s00.intoArray(o0, i + 0 * WIDTH);
    s01.intoArray(o0, i + 1 * WIDTH);
    s02.intoArray(o0, i + 2 * WIDTH);
    float[] o1 = out[1];
    s10.intoArray(o1, i + 0 * WIDTH);
    s11.intoArray(o1, i + 1 * WIDTH);
    s12.intoArray(o1, i + 2 * WIDTH);
    float[] o2 = out[2];
    s20.intoArray(o2, i + 0 * WIDTH);
    s21.intoArray(o2, i + 1 * WIDTH);
    s22.intoArray(o2, i + 2 * WIDTH);
    float[] o3 = out[3];
    s30.intoArray(o3, i + 0 * WIDTH);
    s31.intoArray(o3, i + 1 * WIDTH);
    s32.intoArray(o3, i + 2 * WIDTH);
    float[] o4 = out[4];
    s40.intoArray(o4, i + 0 * WIDTH);
    s41.intoArray(o4, i + 1 * WIDTH);
    s42.intoArray(o4, i + 2 * WIDTH);
    float[] o5 = out[5];
    s50.intoArray(o5, i + 0 * WIDTH);
    s51.intoArray(o5, i + 1 * WIDTH);
    s52.intoArray(o5, i + 2 * WIDTH);
    float[] o6 = out[6];
    s60.intoArray(o6, i + 0 * WIDTH);
    s61.intoArray(o6, i + 1 * WIDTH);
    s62.intoArray(o6, i + 2 * WIDTH);
    float[] o7 = out[7];
    s70.intoArray(o7, i + 0 * WIDTH);
    s71.intoArray(o7, i + 1 * WIDTH);
    s72.intoArray(o7, i + 2 * WIDTH);
  }

  /** Computes four of the eight vectors, beginning with {@code first}. */
  private static void addFourByTwo(
      float[] all,
      float[][] x,
      int from,
      int n,
      float[][] input,
      int at,
      float[][] out,
      int first,
      int i) {
    int length = out[0].length;
    float[] x0 = x[first + 0];
    float[] x1 = x[first + 1];
    float[] x2 = x[first + 2];
    float[] x3 = x[first + 3];
    float[] i0 = input[first + 0];
    FloatVector s00 = load(i0, at + i + 0 * WIDTH);
    FloatVector s01 = load(i0, at + i + 1 * WIDTH);
    float[] i1 = input[first + 1];
    FloatVector s10 = load(i1, at + i + 0 * WIDTH);
    FloatVector s11 = load(i1, at + i + 1 * WIDTH);
    float[] i2 = input[first + 2];
    FloatVector s20 = load(i2, at + i + 0 * WIDTH);
    FloatVector s21 = load(i2, at + i + 1 * WIDTH);
    float[] i3 = input[first + 3];
    FloatVector s30 = load(i3, at + i + 0 * WIDTH);
    FloatVector s31 = load(i3, at + i + 1 * WIDTH);
    for (int k = 0; k < n; k++) {
      int column = k * length + i;
      FloatVector c0 = load(all, column + 0 * WIDTH);
      FloatVector c1 = load(all, column + 1 * WIDTH);
      FloatVector f0 = FloatVector.broadcast(SPECIES, x0[from + k]);
      s00 = c0.fma(f0, s00);
      s01 = c1.fma(f0, s01);
      FloatVector f1 = FloatVector.broadcast(SPECIES, x1[from + k]);
      s10 = c0.fma(f1, s10);
      s11 = c1.fma(f1, s11);
      FloatVector f2 = FloatVector.broadcast(SPECIES, x2[from + k]);
      s20 = c0.fma(f2, s20);
      s21 = c1.fma(f2, s21);
      FloatVector f3 = FloatVector.broadcast(SPECIES, x3[from + k]);
      s30 = c0.fma(f3, s30);
      s31 = c1.fma(f3, s31);
    }
    float[] o0 = out[first + 0];
    s00.intoArray(o0, i + 0 * WIDTH);
    s01.intoArray(o0, i + 1 * WIDTH);
    float[] o1 = out[first + 1];
    s10.intoArray(o1, i + 0 * WIDTH);
    s11.intoArray(o1, i + 1 * WIDTH);
    float[] o2 = out[first + 2];
    s20.intoArray(o2, i + 0 * WIDTH);
    s21.intoArray(o2, i + 1 * WIDTH);
    float[] o3 = out[first + 3];
    s30.intoArray(o3, i + 0 * WIDTH);
    s31.intoArray(o3, i + 1 * WIDTH);
  }

  @Override
  public void addOne(float[] column, float x, float[] out) {
    addOne(column, 0, x, out, 0, out.length);
  }

  @Override
  public void sumRows(RowMatrix rows, int from, int end, RowMatrix factors, float[] out, int at) {
    int d = rows.width();
    int l = 0;
    for (; l + 4 <= factors.width(); l += 4) {
      int k = 0;
      for (; k + 2 * WIDTH <= d; k += 2 * WIDTH) {
        sumFourByTwo(rows, k, from, end, factors, l, out, at + l * d + k);
      }
      for (int rest = l; rest < l + 4; rest++) {
        sumOne(rows, k, from, end, factors, rest, out, at + rest * d);
      }
    }
    for (; l < factors.width(); l++) {
      sumOne(rows, 0, from, end, factors, l, out, at + l * d);
    }
  }

  /** Computes two vectors of four sums: as many as hide the latency of an addition. */
  private static void sumFourByTwo(
      RowMatrix rows, int k, int from, int end, RowMatrix factors, int l, float[] out, int at) {
    float[] r = rows.values();
    int firstRow = rows.at() + k;
    int stride = rows.stride();
    float[] f = factors.values();
    int firstFactor = factors.at() + l;
    int factorStride = factors.stride();
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    for (int i = from; i < end; i++) {
      int row = firstRow + i * stride;
      int factor = firstFactor + i * factorStride;
      FloatVector r0 = load(r, row);
      FloatVector r1 = load(r, row + WIDTH);
      FloatVector f0 = FloatVector.broadcast(SPECIES, f[factor + 0]);
      s00 = r0.fma(f0, s00);
      s01 = r1.fma(f0, s01);
      FloatVector f1 = FloatVector.broadcast(SPECIES, f[factor + 1]);
      s10 = r0.fma(f1, s10);
      s11 = r1.fma(f1, s11);
      FloatVector f2 = FloatVector.broadcast(SPECIES, f[factor + 2]);
      s20 = r0.fma(f2, s20);
      s21 = r1.fma(f2, s21);
      FloatVector f3 = FloatVector.broadcast(SPECIES, f[factor + 3]);
      s30 = r0.fma(f3, s30);
      s31 = r1.fma(f3, s31);
    }
    int d = rows.width();
    s00.intoArray(out, at + 0 * d);
    s01.intoArray(out, at + 0 * d + WIDTH);
    s10.intoArray(out, at + 1 * d);
    s11.intoArray(out, at + 1 * d + WIDTH);
    s20.intoArray(out, at + 2 * d);
    s21.intoArray(out, at + 2 * d + WIDTH);
    s30.intoArray(out, at + 3 * d);
    s31.intoArray(out, at + 3 * d + WIDTH);
  }

  /** Computes one sum from column {@code start}. */
  private static void sumOne(
      RowMatrix rows, int start, int from, int end, RowMatrix factors, int l, float[] out, int at) {
    int k = start;
    for (; k + 4 * WIDTH <= rows.width(); k += 4 * WIDTH) {
      sumOneByFour(rows, k, from, end, factors, l, out, at + k);
    }
    if (k < rows.width()) {
      Arrays.fill(out, at + k, at + rows.width(), 0f);
    }
    for (int i = from; k < rows.width() && i < end; i++) {
      float factor = factors.values()[factors.index(i) + l];
      addOne(rows.values(), rows.index(i) + k, factor, out, at + k, rows.width() - k);
    }
  }

  private static void sumOneByFour(
      RowMatrix rows, int k, int from, int end, RowMatrix factors, int l, float[] out, int at) {
    float[] r = rows.values();
    int firstRow = rows.at() + k;
    int stride = rows.stride();
    float[] f = factors.values();
    int firstFactor = factors.at() + l;
    int factorStride = factors.stride();
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    for (int i = from; i < end; i++) {
      int row = firstRow + i * stride;
      FloatVector factor = FloatVector.broadcast(SPECIES, f[firstFactor + i * factorStride]);
      s0 = load(r, row + 0 * WIDTH).fma(factor, s0);
      s1 = load(r, row + 1 * WIDTH).fma(factor, s1);
      s2 = load(r, row + 2 * WIDTH).fma(factor, s2);
      s3 = load(r, row + 3 * WIDTH).fma(factor, s3);
    }
    s0.intoArray(out, at + 0 * WIDTH);
    s1.intoArray(out, at + 1 * WIDTH);
    s2.intoArray(out, at + 2 * WIDTH);
    s3.intoArray(out, at + 3 * WIDTH);
  }

  private static void addOne(float[] column, int from, float x, float[] out, int at, int length) {
    FloatVector factor = FloatVector.broadcast(SPECIES, x);
    int i = 0;
    for (; i + WIDTH <= length; i += WIDTH) {
      load(column, from + i).fma(factor, load(out, at + i)).intoArray(out, at + i);
    }
    for (; i < length; i++) {
      out[at + i] = Math.fma(column[from + i], x, out[at + i]);
    }
  }

  @Override
  public void relu(float[] values) {
    int i = 0;
    for (; i + WIDTH <= values.length; i += WIDTH) {
      FloatVector x = load(values, i);
      x.blend(0f, x.compare(VectorOperators.LT, 0f)).intoArray(values, i);
    }
    for (; i < values.length; i++) {
      values[i] = Math.max(values[i], 0f);
    }
  }

  @Override
  public void scale(float[] values, float factor) {
    scale(values, factor, 0, values.length);
  }

  private static void scale(float[] values, float factor, int at, int length) {
    int i = 0;
    for (; i + WIDTH <= length; i += WIDTH) {
      load(values, at + i).mul(factor).intoArray(values, at + i);
    }
    for (; i < length; i++) {
      values[at + i] *= factor;
    }
  }

  @Override
  public double norm(float[] x, int at, int n) {
    FloatVector squares = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
      FloatVector part = load(x, at + i);
      squares = part.fma(part, squares);
    }
    double sum = squares.reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      sum += x[at + i] * x[at + i];
    }
    return Math.sqrt(sum);
  }

  /**
   * Four vectors at a time. As {@link #gru}, the method is too long to be inlined into its callers,
   * which would then exceed the compiler's limit.
   */
  @Override
  public void fuse(float[] z, int from, float factor, float[] common, float[] out, int at) {
    int d = common.length;
    FloatVector scaled = FloatVector.broadcast(SPECIES, factor);
    FloatVector q0 = FloatVector.zero(SPECIES);
    FloatVector q1 = FloatVector.zero(SPECIES);
    FloatVector q2 = FloatVector.zero(SPECIES);
    FloatVector q3 = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + 4 * WIDTH <= d; i += 4 * WIDTH) {
      FloatVector s0 = load(z, from + i + 0 * WIDTH).fma(scaled, load(common, i + 0 * WIDTH));
      FloatVector s1 = load(z, from + i + 1 * WIDTH).fma(scaled, load(common, i + 1 * WIDTH));
      FloatVector s2 = load(z, from + i + 2 * WIDTH).fma(scaled, load(common, i + 2 * WIDTH));
      FloatVector s3 = load(z, from + i + 3 * WIDTH).fma(scaled, load(common, i + 3 * WIDTH));
      s0.intoArray(out, at + i + 0 * WIDTH);
      s1.intoArray(out, at + i + 1 * WIDTH);
      s2.intoArray(out, at + i + 2 * WIDTH);
      s3.intoArray(out, at + i + 3 * WIDTH);
      q0 = s0.fma(s0, q0);
      q1 = s1.fma(s1, q1);
      q2 = s2.fma(s2, q2);
      q3 = s3.fma(s3, q3);
    }
    for (; i + WIDTH <= d; i += WIDTH) {
      FloatVector sum = load(z, from + i).fma(scaled, load(common, i));
      sum.intoArray(out, at + i);
      q0 = sum.fma(sum, q0);
    }
    double squares = q0.add(q1).add(q2.add(q3)).reduceLanes(VectorOperators.ADD);
    for (int k = i; k < d; k++) {
      float sum = Math.fma(z[from + k], factor, common[k]);
      out[at + k] = sum;
      squares += sum * sum;
    }
    scale(out, Loops.inverse(Math.sqrt(squares)), at, d);
  }

  /**
   * Two loops with one tanh each: three in one loop would exceed the compiler's limit for inlining.
   * For the same reason, tanh is written out in both loops. The method is therefore longer than the
   * compiler's limit of 325 bytes, so it is not inlined into its callers. Sizes that are not a
   * multiple of the vector length use the plain loops.
   *
   * <p>tanh is the rational function of degrees 13 and 6 that Eigen uses: fewer operations than via
   * e^2x, and one division. Absolute error at most 3e-7.
   */
  @Override
  public void gru(
      float[] gates, float[] item, int input, float[] state, int at, GruScratch scratch) {
    int hidden = gates.length / 3;
    if (hidden % WIDTH != 0) {
      scratch.step(gates, item, input, state, at);
      return;
    }
    for (int i = 0; i < 2 * hidden; i += WIDTH) {
      // sigmoid(x) = tanh(x / 2) / 2 + 1 / 2
      FloatVector v = load(gates, i).mul(HALF).min(LARGEST).max(SMALLEST);
      FloatVector s = v.mul(v);
      FloatVector p = s.fma(P13, P11).fma(s, P9).fma(s, P7).fma(s, P5).fma(s, P3).fma(s, P1).mul(v);
      FloatVector q = s.fma(Q6, Q4).fma(s, Q2).fma(s, Q0);
      p.div(q).fma(HALF, HALF).intoArray(gates, i);
    }
    for (int i = 0; i < hidden; i += WIDTH) {
      FloatVector own = load(item, input + i);
      FloatVector recurrent = load(gates, 2 * hidden + i).sub(own);
      FloatVector v = load(gates, i).fma(recurrent, own).min(LARGEST).max(SMALLEST);
      FloatVector s = v.mul(v);
      FloatVector p = s.fma(P13, P11).fma(s, P9).fma(s, P7).fma(s, P5).fma(s, P3).fma(s, P1).mul(v);
      FloatVector q = s.fma(Q6, Q4).fma(s, Q2).fma(s, Q0);
      FloatVector candidate = p.div(q);
      FloatVector h = load(state, at + i);
      load(gates, hidden + i).fma(h.sub(candidate), candidate).intoArray(state, at + i);
    }
  }

  @Override
  public String toString() {
    return "vectors of " + SPECIES.vectorBitSize() + " bits";
  }
}
