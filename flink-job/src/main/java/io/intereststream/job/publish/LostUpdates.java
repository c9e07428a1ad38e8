package io.intereststream.job.publish;

import java.io.IOException;
import java.io.Serializable;

/** Is told that a transaction can no longer be committed, so its updates are lost. */
@FunctionalInterface
public interface LostUpdates extends Serializable {
  /**
   * Reports a transaction that can no longer be committed.
   *
   * @throws IOException if the report cannot be stored now; the commit then fails, and both are
   *     tried again after a restart
   */
  void report(Throwable reason) throws IOException;
}
