package io.intereststream.job.publish;

import java.io.IOException;
import java.io.Serializable;

/** Takes the news that what was written in a transaction is lost. */
@FunctionalInterface
public interface LostUpdates extends Serializable {
  /**
   * Says that a transaction cannot be committed any more.
   *
   * @throws IOException if the news cannot be taken now; it is told again then
   */
  void report(Throwable reason) throws IOException;
}
