package io.intereststream.model.release;

import java.util.Map;

/**
 * A form: an architecture together with its options, and the tensors that a release of it has.
 * Immutable; equal if architecture and options are equal.
 */
public interface ModelForm {

  /** Returns the architecture's name in {@code release.json}. */
  String architecture();

  /** Returns the options for {@code release.json}, without those that have their default values. */
  default Map<String, Object> options() {
    return Map.of();
  }

  /** Returns whether there is a general interest; if not, it is zero. */
  default boolean general() {
    return false;
  }

  /** Returns whether this form uses {@link ModelSizes#hidden}. */
  default boolean hasHidden() {
    return false;
  }

  /** Returns whether this form uses {@code temperature}. */
  default boolean hasTemperature() {
    return false;
  }

  /**
   * Checks that the form is possible with these sizes.
   *
   * @throws IllegalArgumentException if it is not
   */
  default void check(ModelSizes sizes) {}

  /** Returns the shapes of the tensors by name, in the order of a file; there are no others. */
  Map<String, long[]> tensors(ModelSizes sizes);

  /**
   * Converts stored tensors to those that are served.
   *
   * @param stored row-major float32, by name: all tensors when a release is written; only those
   *     without a row per item when it is read
   */
  default Map<String, float[]> served(Map<String, float[]> stored, ModelSizes sizes) {
    return stored;
  }

  /** Returns whether item vectors are normalised to unit length when they are served. */
  default boolean servesUnitVectors() {
    return false;
  }

  /**
   * Returns whether a viewer may have fewer than L interests. If false, every non-empty history has
   * all L.
   */
  boolean mayOmitInterests();

  /**
   * Returns whether the search gives each interest a share of the result by its weight. If false,
   * items are ranked by their best score over all interests.
   */
  default boolean sharesByWeight() {
    return false;
  }
}
