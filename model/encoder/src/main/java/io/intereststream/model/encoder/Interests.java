package io.intereststream.model.encoder;

import java.util.Arrays;

/**
 * What an encoder computes for one viewer. Mutable, so that one instance can be filled again and
 * again; the arrays that the accessors return are the instance's own.
 *
 * <p>Interest i, for i below {@link #count()}, is category {@code categories()[i]} with the vector
 * {@code vectors()[i·d .. (i+1)·d)} and the weight {@code weights()[i]}; the Javadoc of each
 * architecture's form says what it means. All weights add up to 1. Only CMI has vectors of unit
 * length. Categories are the numbers of interests, 0 to L − 1, in ascending order, where L is the
 * release's number of interests; an interest that a viewer does not have is left out.
 */
public final class Interests {

  private final int dimension;
  private final int[] categories;
  private final float[] weights;
  private final float[] vectors;
  private final float[] general;
  private int count;

  /**
   * Creates empty interests.
   *
   * @param capacity interests that it can hold
   * @param dimension length d of a vector
   */
  public Interests(int capacity, int dimension) {
    this.dimension = dimension;
    this.categories = new int[capacity];
    this.weights = new float[capacity];
    this.vectors = new float[Math.multiplyExact(capacity, dimension)];
    this.general = new float[dimension];
  }

  /** Returns the number of interests; 0 for an empty history. */
  public int count() {
    return count;
  }

  /** Returns the length of a vector. */
  public int dimension() {
    return dimension;
  }

  /** Returns the categories; the first {@link #count()} are valid. */
  public int[] categories() {
    return categories;
  }

  /** Returns the weights; the first {@link #count()} are valid. */
  public float[] weights() {
    return weights;
  }

  /** Returns the vectors, [count, d] row-major; what lies beyond is not valid. */
  public float[] vectors() {
    return vectors;
  }

  /**
   * Returns the general interest u^g, [d]; valid if {@link #count()} is above 0, zeros if the form
   * has none.
   */
  public float[] general() {
    return general;
  }

  /** Sets the number of interests after the arrays have been filled. */
  public void count(int newCount) {
    if (newCount < 0 || newCount > categories.length) {
      throw new IllegalArgumentException(
          "count: " + newCount + " (expected: 0 to " + categories.length + ")");
    }
    count = newCount;
  }

  /** Returns a copy that shares nothing with this one. */
  public Interests copy() {
    Interests copy = new Interests(categories.length, dimension);
    copy.count = count;
    System.arraycopy(categories, 0, copy.categories, 0, count);
    System.arraycopy(weights, 0, copy.weights, 0, count);
    System.arraycopy(vectors, 0, copy.vectors, 0, count * dimension);
    System.arraycopy(general, 0, copy.general, 0, dimension);
    return copy;
  }

  @Override
  public String toString() {
    return count
        + " interests, categories "
        + Arrays.toString(Arrays.copyOf(categories, count))
        + ", weights "
        + Arrays.toString(Arrays.copyOf(weights, count));
  }
}
