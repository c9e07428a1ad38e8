package io.intereststream.training.recipe;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A difference between two values. Maps are compared option by option, so that a message can name
 * the option.
 *
 * @param what name of the value, and for an option of a map the names that lead to it
 * @param found the value that was found; null: none
 * @param expected the value that was expected; null: none
 */
public record Difference(String what, Object found, Object expected) {

  /** Returns the first difference of two values; empty if they are equal. */
  public static Optional<Difference> first(String what, Object found, Object expected) {
    if (found instanceof Map<?, ?> foundMap && expected instanceof Map<?, ?> expectedMap) {
      Set<Object> options = new LinkedHashSet<>(foundMap.keySet());
      options.addAll(expectedMap.keySet());
      for (Object option : options) {
        Optional<Difference> difference =
            first(what + " " + option, foundMap.get(option), expectedMap.get(option));
        if (difference.isPresent()) {
          return difference;
        }
      }
      return Optional.empty();
    }
    return Objects.equals(found, expected)
        ? Optional.empty()
        : Optional.of(new Difference(what, found, expected));
  }

  /**
   * Returns a message, such as {@code recipe window 50 (expected: 100, as in this run)}.
   *
   * @param origin what follows the expected value: where it comes from, and what to do
   */
  public String message(String origin) {
    return "%s %s (expected: %s, %s)".formatted(what, found, expected, origin);
  }
}
