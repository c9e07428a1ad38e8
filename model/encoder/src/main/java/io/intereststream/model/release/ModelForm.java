package io.intereststream.model.release;

import java.util.Map;

/**
 * An architecture with its options: which tensors a release of it has. Immutable, equal where
 * architecture and options are.
 */
public interface ModelForm {

  /** Returns the architecture's name, as {@code release.json} has it. */
  String architecture();

  /** Returns the options of {@code release.json}, those that hold anyway left out. */
  default Map<String, Object> options() {
    return Map.of();
  }

  /** Returns whether there is a general interest beside the interests; if not, it is zero. */
  default boolean general() {
    return false;
  }

  /** Returns whether {@link ModelSizes#hidden} is a size of it. */
  default boolean hasHidden() {
    return false;
  }

  /** Returns whether {@code temperature} is a number of it. */
  default boolean hasTemperature() {
    return false;
  }

  /**
   * Checks that the form goes with sizes.
   *
   * @throws IllegalArgumentException if it does not
   */
  default void check(ModelSizes sizes) {}

  /** Returns the shapes of the tensors by name, in the order of a file; there are no others. */
  Map<String, long[]> tensors(ModelSizes sizes);

  /**
   * Returns the tensors as they are served, from those of a file: all of them where a release is
   * made, those without a row for each item where one is read.
   *
   * @param stored row-major float32, by name
   */
  default Map<String, float[]> served(Map<String, float[]> stored, ModelSizes sizes) {
    return stored;
  }

  /** Returns whether item vectors are served divided by their length. */
  default boolean servesUnitVectors() {
    return false;
  }

  /**
   * Returns whether a viewer may lack interests: those without a vector of their own are left out
   * of the result. If not, every non-empty history has all L.
   */
  boolean leavesEmptyOut();

  /**
   * Returns how the search finds items: each interest brings a share by its weight, or, if false,
   * the best score over interests counts.
   */
  default boolean sharesByWeight() {
    return false;
  }
}
