package io.intereststream.deploy.local;

/**
 * The local broker cannot be started, or has died; the message says what was found and expected.
 */
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerException(String message) {
    super(message);
  }

  BrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
