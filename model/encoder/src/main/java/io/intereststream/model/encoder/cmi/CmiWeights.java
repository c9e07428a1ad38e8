package io.intereststream.model.encoder.cmi;

import io.intereststream.model.release.ModelSizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of CMI, row-major float32. The arrays are shared, not copied: do not change them.
 *
 * @param dimension d, length of an item's row
 * @param interests L, number of categories
 * @param items {@code item.embedding} [items, d]
 * @param categories {@code category.embedding} [L, d]
 * @param general weights of the general interest; null in a form without one
 * @param itemBias {@code item.bias} [items]; null in a form without
 */
public record CmiWeights(
    int dimension,
    int interests,
    float[] items,
    float[] categories,
    GeneralWeights general,
    float[] itemBias) {

  static final String ITEMS = "item.embedding";
  static final String CATEGORIES = "category.embedding";
  static final String INPUT = "general.gru.weight_ih";
  static final String RECURRENT = "general.gru.weight_hh";
  static final String PROJECTION = "general.projection.weight";
  static final String PROJECTION_BIAS = "general.projection.bias";
  static final String ITEM_BIAS = "item.bias";

  private static final List<String> OF_GENERAL =
      List.of(INPUT, RECURRENT, PROJECTION, PROJECTION_BIAS);

  /** Checks the sizes of the arrays. */
  public CmiWeights {
    if (dimension < 1 || interests < 1) {
      throw new IllegalArgumentException(
          String.format("dimension %d, interests %d (expected: all > 0)", dimension, interests));
    }
    if (items.length == 0 || items.length % dimension != 0) {
      throw new IllegalArgumentException(
          ITEMS + ": " + items.length + " values (expected: a multiple of " + dimension + ")");
    }
    expect(CATEGORIES, categories, interests * dimension);
    if (general != null) {
      expect(PROJECTION_BIAS, general.bias(), dimension);
    }
    if (itemBias != null) {
      expect(ITEM_BIAS, itemBias, items.length / dimension);
    }
  }

  /**
   * The tensors of the paper's form.
   *
   * @param hidden size of the GRU's state
   * @param input see {@link GeneralWeights}, also for the following tensors
   * @param bias {@code general.projection.bias} [d]
   */
  public CmiWeights(
      int dimension,
      int interests,
      int hidden,
      float[] items,
      float[] categories,
      float[] input,
      float[] recurrent,
      float[] projection,
      float[] bias) {
    this(
        dimension,
        interests,
        items,
        categories,
        new GeneralWeights(hidden, input, recurrent, projection, bias),
        null);
  }

  /** Returns the weights of the general interest. */
  static GeneralWeights general(Map<String, float[]> tensors) {
    return new GeneralWeights(
        (int) Math.round(Math.sqrt(tensor(tensors, RECURRENT).length / 3.0)),
        tensor(tensors, INPUT),
        tensor(tensors, RECURRENT),
        tensor(tensors, PROJECTION),
        tensor(tensors, PROJECTION_BIAS));
  }

  /** Returns the number of items. */
  public int itemCount() {
    return items.length / dimension;
  }

  /** Returns the size of the GRU's state; 0 without a general interest. */
  public int hidden() {
    return general == null ? 0 : general.hidden();
  }

  /** Returns the tensors by name, in the order of a file. */
  public Map<String, float[]> tensors() {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    tensors.put(ITEMS, items);
    tensors.put(CATEGORIES, categories);
    if (general != null) {
      tensors.put(INPUT, general.input());
      tensors.put(RECURRENT, general.recurrent());
      tensors.put(PROJECTION, general.projection());
      tensors.put(PROJECTION_BIAS, general.bias());
    }
    if (itemBias != null) {
      tensors.put(ITEM_BIAS, itemBias);
    }
    return tensors;
  }

  /** Returns the names of a form's tensors. */
  static List<String> names(CmiForm form) {
    List<String> names = new ArrayList<>(List.of(ITEMS, CATEGORIES));
    if (form.general()) {
      names.addAll(OF_GENERAL);
    }
    if (form.bias()) {
      names.add(ITEM_BIAS);
    }
    return names;
  }

  /** Returns the shape of a tensor. */
  static long[] shape(String tensor, ModelSizes sizes) {
    int items = sizes.items();
    int dimension = sizes.dimension();
    int interests = sizes.interests();
    int hidden = sizes.hidden();
    return switch (tensor) {
      case ITEMS -> new long[] {items, dimension};
      case CATEGORIES -> new long[] {interests, dimension};
      case INPUT -> new long[] {3L * hidden, dimension};
      case RECURRENT -> new long[] {3L * hidden, hidden};
      case PROJECTION -> new long[] {dimension, hidden};
      case PROJECTION_BIAS -> new long[] {dimension};
      case ITEM_BIAS -> new long[] {items};
      default ->
          throw new IllegalArgumentException(
              "tensor %s: unknown (expected: %s, %s, %s or one of %s)"
                  .formatted(tensor, ITEMS, CATEGORIES, ITEM_BIAS, OF_GENERAL));
    };
  }

  static void expect(String tensor, float[] values, int length) {
    if (values.length != length) {
      throw new IllegalArgumentException(
          tensor + ": " + values.length + " values (expected: " + length + ")");
    }
  }

  private static float[] tensor(Map<String, float[]> tensors, String name) {
    float[] values = tensors.get(name);
    if (values == null) {
      throw new IllegalArgumentException(name + ": missing (found: " + tensors.keySet() + ")");
    }
    return values;
  }
}
