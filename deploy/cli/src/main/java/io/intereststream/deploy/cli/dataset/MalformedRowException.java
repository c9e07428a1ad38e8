package io.intereststream.deploy.cli.dataset;

/** A row that is no event; the message is the reason. */
final class MalformedRowException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedRowException(String reason) {
    super(reason);
  }
}
