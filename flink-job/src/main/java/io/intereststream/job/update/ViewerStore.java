package io.intereststream.job.update;

import java.io.IOException;

/** The stored bytes of viewers, see {@link ViewerState}. */
interface ViewerStore {
  /** The bytes of a viewer; null for a new one. */
  byte[] read(String userId) throws IOException;

  /** Replaces the bytes of a viewer. */
  void write(String userId, byte[] bytes) throws IOException;

  /** Deletes a viewer. */
  void delete(String userId) throws IOException;
}
