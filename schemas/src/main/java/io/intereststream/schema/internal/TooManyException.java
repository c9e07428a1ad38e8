package io.intereststream.schema.internal;

import java.io.IOException;

/** Thrown if a record has more array items or map entries than allowed. */
public final class TooManyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean ofMaps;

  TooManyException(boolean ofMaps, int at, long found, int limit) {
    super(
        "byte %d: %d %s (expected: at most %d)"
            .formatted(at, found, ofMaps ? "entries of maps" : "items of arrays", limit));
    this.ofMaps = ofMaps;
  }

  /** True for entries of maps, false for items of arrays. */
  public boolean ofMaps() {
    return ofMaps;
  }
}
