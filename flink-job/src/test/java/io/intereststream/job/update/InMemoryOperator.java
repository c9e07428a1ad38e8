package io.intereststream.job.update;

import io.intereststream.job.publish.UpdateWriter;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.VectorFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** Starts subtasks in memory. */
public final class InMemoryOperator implements SimulatedOperator<InMemoryState> {
  /** Shared: one thread does everything. */
  private static final UpdateWriter WRITER =
      new UpdateWriter(
          CodecFactory.singleObject(List.of()).create(InterestUpdate.class, "interest-updates"),
          "watch-events",
          VectorFormat.FLOAT);

  private final JobVariant variant;
  private final Supplier<InMemoryReleases> releases;
  private final Consumer<String> counter;

  /**
   * @param releases makes the releases of one subtask
   * @param counter takes what happens, in words
   */
  public InMemoryOperator(
      JobVariant variant, Supplier<InMemoryReleases> releases, Consumer<String> counter) {
    this.variant = variant;
    this.releases = releases;
    this.counter = counter;
  }

  @Override
  public List<SimulatedSubtask<InMemoryState>> start(Start start, List<InMemoryState> states)
      throws Exception {
    boolean rescaled = states != null && states.size() != start.parallelism();
    List<SimulatedSubtask<InMemoryState>> subtasks = new ArrayList<>();
    for (int i = 0; i < start.parallelism(); i++) {
      int subtask = i;
      List<InMemoryState> own =
          states == null
              ? null
              : states.stream().map(state -> part(state, start, subtask, rescaled)).toList();
      subtasks.add(new InMemorySubtask(start, i, WRITER, releases.get(), own, variant, counter));
    }
    return subtasks;
  }

  /** The viewers and timers of a subtask. */
  private InMemoryState part(InMemoryState state, Start start, int subtask, boolean rescaled) {
    Map<String, byte[]> viewers = new TreeMap<>();
    state
        .viewers()
        .forEach(
            (viewer, bytes) -> {
              if (owner(viewer, start.parallelism()) == subtask) {
                viewers.put(viewer, rescaled ? variant.rescaled(bytes.clone()) : bytes);
              }
            });
    return new InMemoryState(
        viewers,
        state.timers().stream()
            .filter(timer -> owner(timer.userId(), start.parallelism()) == subtask)
            .toList(),
        state.active(),
        state.begun());
  }

  private static int owner(String userId, int parallelism) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        userId, MAX_PARALLELISM, parallelism);
  }
}
