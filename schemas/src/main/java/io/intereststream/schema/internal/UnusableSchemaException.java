package io.intereststream.schema.internal;

/** Thrown if a schema of the registry cannot be used; the message says why. */
public final class UnusableSchemaException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableSchemaException(String message) {
    super(message);
  }
}
