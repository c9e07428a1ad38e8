package io.intereststream.training.data;

import java.nio.file.Path;

/** Files in one of the formats that training can read. */
public interface SequenceSource {

  /** Says in a few words what is read, for reports. */
  String description();

  /**
   * Reads everything; what was left out is counted in {@link Sequences#notes()}.
   *
   * @throws DataException when it cannot be read or holds nothing to learn from
   */
  Sequences read();

  /**
   * Finds the format.
   *
   * @throws DataException when it is none that can be told
   */
  static SequenceSource detect(Path path) {
    return Detection.of(path);
  }
}
