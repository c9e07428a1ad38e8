package io.intereststream.job.update;

import java.util.stream.Stream;

/** Lists the viewers of a subtask. */
interface ViewerKeys {
  /**
   * The ids of all stored viewers, in the order of {@link #share}; the caller closes the stream.
   */
  Stream<String> all();

  /** Share of the subtask's key groups that come before the viewer's key group; 0 to below 1. */
  double share(String userId);
}
