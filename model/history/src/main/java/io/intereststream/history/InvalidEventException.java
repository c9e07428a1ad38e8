package io.intereststream.history;

/** Thrown for a record that is not a valid watch event; the message says what was found. */
public final class InvalidEventException extends Exception {
  private static final long serialVersionUID = 1L;

  private final EventFault fault;

  public InvalidEventException(EventFault fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** The kind of fault. */
  public EventFault fault() {
    return fault;
  }
}
