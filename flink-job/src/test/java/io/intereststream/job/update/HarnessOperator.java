package io.intereststream.job.update;

import io.intereststream.job.release.EncoderProvider;
import io.intereststream.job.release.ReleaseLoader;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.release.Throttle;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** Starts subtasks in Flink's operator harness. */
public final class HarnessOperator implements SimulatedOperator<OperatorSubtaskState> {
  private final ReleaseLoader loader;
  private final List<ModelRelease> loaded = new ArrayList<>();

  /**
   * Loads the releases that can be, so that they are there when they are announced.
   *
   * @param releases those that can be loaded
   */
  public HarnessOperator(List<ModelRelease> releases) throws Exception {
    loader =
        new ReleaseLoader(
            EncoderProvider.serving(),
            ItemTables.PRECOMPUTED,
            Throttle.NONE,
            List.of(Path.of(System.getProperty("java.io.tmpdir"))));
    for (ModelRelease release : releases) {
      loader.acquire(release).get();
      loaded.add(release);
    }
  }

  @Override
  public boolean isOfRealTime() {
    return true;
  }

  @Override
  public List<SimulatedSubtask<OperatorSubtaskState>> start(
      Start start, List<OperatorSubtaskState> states) throws Exception {
    OperatorSubtaskState all =
        states == null
            ? null
            : AbstractStreamOperatorTestHarness.repackageState(
                states.toArray(OperatorSubtaskState[]::new));
    List<SimulatedSubtask<OperatorSubtaskState>> subtasks = new ArrayList<>();
    for (int i = 0; i < start.parallelism(); i++) {
      OperatorSubtaskState own =
          states == null
              ? null
              : AbstractStreamOperatorTestHarness.repartitionOperatorState(
                  all, MAX_PARALLELISM, states.size(), start.parallelism(), i);
      subtasks.add(new HarnessSubtask(start, i, own));
    }
    return subtasks;
  }

  /** Gives the releases back. */
  public void close() {
    loaded.forEach(loader::release);
  }
}
