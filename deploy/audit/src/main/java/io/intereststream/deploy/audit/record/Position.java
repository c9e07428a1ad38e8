package io.intereststream.deploy.audit.record;

/** The position of a record. */
public record Position(String topic, int partition, long offset) {
  /** Reads a position that {@link #toString} wrote. */
  public static Position of(String text) {
    int at = text.lastIndexOf('@');
    int dash = text.lastIndexOf('-', at);
    return new Position(
        text.substring(0, dash),
        Integer.parseInt(text.substring(dash + 1, at)),
        Long.parseLong(text.substring(at + 1)));
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
