package io.intereststream.schema;

/**
 * Maximum content of a decoded record. A larger one is a {@link RecordDecodeException}, thrown
 * before anything is allocated.
 *
 * @param arrayItems items of all arrays that are read, together
 * @param mapEntries entries of all maps, together, those included that are skipped
 */
public record DecodeLimits(int arrayItems, int mapEntries) {

  /** No limit but the length of the record. */
  static final DecodeLimits NONE = new DecodeLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);

  /**
   * Checks that the limits are 0 or more.
   *
   * @throws IllegalArgumentException if they are not
   */
  public DecodeLimits {
    if (arrayItems < 0 || mapEntries < 0) {
      throw new IllegalArgumentException(
          "limits: %d items, %d entries (expected: 0 or more)".formatted(arrayItems, mapEntries));
    }
  }
}
