package io.intereststream.job.update;

import io.intereststream.schema.ModelRelease;
import java.util.List;
import java.util.Map;

/**
 * A subtask's part of a checkpoint.
 *
 * @param viewers their bytes
 * @param timers of pending updates
 * @param active its active release
 */
public record InMemoryState(
    Map<String, byte[]> viewers, List<PendingTimer> timers, ModelRelease active, StateStart begun) {

  /** A timer of a viewer. */
  public record PendingTimer(String userId, long time) {}
}
