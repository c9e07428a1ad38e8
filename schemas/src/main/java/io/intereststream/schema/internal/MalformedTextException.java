package io.intereststream.schema.internal;

import java.io.IOException;

/** Thrown for a text that is not UTF-8. */
public final class MalformedTextException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedTextException(int at, int length) {
    super("byte %d: text of %d bytes that are not UTF-8 (expected: UTF-8)".formatted(at, length));
  }
}
