package io.intereststream.schema.internal;

import java.io.IOException;

/** Thrown if a record has more array items or map entries than allowed. */
public final class TooManyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean ofMaps;

  TooManyException(boolean ofMaps, long found, int limit) {
    super(
        "%d %s (expected: at most %d)"
            .formatted(found, ofMaps ? "map entries" : "array items", limit));
    this.ofMaps = ofMaps;
  }

  /** True for map entries, false for array items. */
  public boolean ofMaps() {
    return ofMaps;
  }
}
