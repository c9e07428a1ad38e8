package io.intereststream.job.update;

import java.util.stream.Stream;

/** The viewers of a subtask, for a walk over all of them. */
interface ViewerKeys {
  /** The ids of all stored viewers, in the order of {@link #share}; to be closed. */
  Stream<String> all();

  /** Share of the subtask's key groups that come before a viewer's, 0 to below 1. */
  double share(String userId);
}
