package io.intereststream.model.encoder;

import java.util.List;

/** Turns histories into interests, under one release. */
public interface Encoder {

  /** Returns how many rows of a history are encoded at most; these are the newest. */
  int window();

  /**
   * Encodes histories, each from an empty state.
   *
   * @param histories rows of items that the release knows, oldest first; only the last {@link
   *     #window()} of each are encoded
   * @return the interests of each, in the same order; those of an empty history have count 0
   * @throws IllegalArgumentException if a row is not one of the release's
   */
  List<Interests> encode(List<int[]> histories);
}
