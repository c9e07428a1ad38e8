package io.intereststream.deploy.bench.load;

/** The order in which viewers watch. */
public enum Order {
  /** All viewers in turn. */
  IN_TURN,
  /** At random; viewer i watches in proportion to {@code 1 / (i + 1)}. */
  ZIPF
}
