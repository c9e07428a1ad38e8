package io.intereststream.schema;

/**
 * Maximum content of a decoded record. For a larger record, a {@link RecordDecodeException} is
 * thrown before memory is allocated for the content.
 *
 * @param arrayItems maximum total number of items in all arrays that are read
 * @param mapEntries maximum total number of entries in all maps, including skipped ones
 */
public record DecodeLimits(int arrayItems, int mapEntries) {

  /** No limit except the length of the record. */
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
