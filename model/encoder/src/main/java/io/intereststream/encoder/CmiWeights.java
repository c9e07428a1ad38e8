package io.intereststream.encoder;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors of CMI, row-major float32. The arrays are shared, not copied: do not change them.
 *
 * @param dimension d, length of an item's row
 * @param interests L, number of categories
 * @param hidden size of the GRU's state
 * @param items {@code item.embedding} [items, d]
 * @param categories {@code category.embedding} [L, d]
 * @param input {@code general.gru.weight_ih} [3·hidden, d]; blocks reset, update, candidate
 * @param recurrent {@code general.gru.weight_hh} [3·hidden, hidden]; the same blocks
 * @param projection {@code general.projection.weight} [d, hidden]
 * @param bias {@code general.projection.bias} [d]
 */
public record CmiWeights(
    int dimension,
    int interests,
    int hidden,
    float[] items,
    float[] categories,
    float[] input,
    float[] recurrent,
    float[] projection,
    float[] bias) {

  static final String ITEMS = "item.embedding";
  static final String CATEGORIES = "category.embedding";
  static final String INPUT = "general.gru.weight_ih";
  static final String RECURRENT = "general.gru.weight_hh";
  static final String PROJECTION = "general.projection.weight";
  static final String BIAS = "general.projection.bias";

  /** Smallest length that {@link #unit} divides by. */
  static final double SMALLEST_NORM = 1e-12;

  /** Checks that the arrays have the sizes that they should have. */
  public CmiWeights {
    if (dimension < 1 || interests < 1 || hidden < 1) {
      throw new IllegalArgumentException(
          String.format(
              "dimension %d, interests %d, hidden %d (expected: all > 0)",
              dimension, interests, hidden));
    }
    if (items.length == 0 || items.length % dimension != 0) {
      throw new IllegalArgumentException(
          ITEMS + ": " + items.length + " values (expected: a multiple of " + dimension + ")");
    }
    expect(CATEGORIES, categories, interests * dimension);
    expect(INPUT, input, 3 * hidden * dimension);
    expect(RECURRENT, recurrent, 3 * hidden * hidden);
    expect(PROJECTION, projection, dimension * hidden);
    expect(BIAS, bias, dimension);
  }

  /** Returns the number of items. */
  public int itemCount() {
    return items.length / dimension;
  }

  /**
   * Returns these weights with every row of the item and category tables divided by its length
   * (step 0 of the paper's code), in double precision, then rounded.
   */
  CmiWeights normalised() {
    return new CmiWeights(
        dimension,
        interests,
        hidden,
        unit(items, dimension),
        unit(categories, dimension),
        input,
        recurrent,
        projection,
        bias);
  }

  /** Returns the tensors by name, in the order of a file. */
  Map<String, float[]> tensors() {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    tensors.put(ITEMS, items);
    tensors.put(CATEGORIES, categories);
    tensors.put(INPUT, input);
    tensors.put(RECURRENT, recurrent);
    tensors.put(PROJECTION, projection);
    tensors.put(BIAS, bias);
    return tensors;
  }

  /** Returns the shape of a tensor. */
  static long[] shape(String tensor, int items, int dimension, int interests, int hidden) {
    return switch (tensor) {
      case ITEMS -> new long[] {items, dimension};
      case CATEGORIES -> new long[] {interests, dimension};
      case INPUT -> new long[] {3L * hidden, dimension};
      case RECURRENT -> new long[] {3L * hidden, hidden};
      case PROJECTION -> new long[] {dimension, hidden};
      case BIAS -> new long[] {dimension};
      default -> throw new IllegalArgumentException("tensor " + tensor);
    };
  }

  private static float[] unit(float[] rows, int length) {
    float[] unit = new float[rows.length];
    for (int from = 0; from < rows.length; from += length) {
      double squares = 0;
      for (int j = from; j < from + length; j++) {
        squares += (double) rows[j] * rows[j];
      }
      double norm = Math.max(Math.sqrt(squares), SMALLEST_NORM);
      for (int j = from; j < from + length; j++) {
        unit[j] = (float) (rows[j] / norm);
      }
    }
    return unit;
  }

  private static void expect(String tensor, float[] values, int length) {
    if (values.length != length) {
      throw new IllegalArgumentException(
          tensor + ": " + values.length + " values (expected: " + length + ")");
    }
  }
}
