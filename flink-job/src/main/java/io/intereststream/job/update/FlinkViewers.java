package io.intereststream.job.update;

import java.io.IOException;
import java.util.stream.Stream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * The viewers in Flink's keyed state: their bytes, their timers and their keys. Each call sets the
 * current key if it differs, so callers do not depend on it.
 */
public final class FlinkViewers implements ViewerStore, Timers, ViewerKeys {
  /** The state with the bytes of a {@link ViewerState}, keyed by viewer. */
  public static final ValueStateDescriptor<byte[]> VIEWER =
      new ValueStateDescriptor<>("viewer", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  /** Called by a viewer's timer. */
  @FunctionalInterface
  interface OnTimer {
    void fire(String userId) throws IOException;
  }

  /** Called by the tick. */
  @FunctionalInterface
  interface OnTick {
    void fire() throws IOException;
  }

  private final KeyedStateBackend<String> backend;
  private final ValueState<byte[]> bytes;
  private final InternalTimerService<VoidNamespace> pendingTimers;
  private final ProcessingTimeService ticks;
  private final OnTick onTick;
  private final int maxParallelism;
  private final KeyGroupRange groups;

  /** The viewers of an operator; create this in its {@code open}. */
  FlinkViewers(AbstractStreamOperator<?> operator, OnTimer onPending, OnTick onTick) {
    this.backend = operator.getKeyedStateBackend();
    this.bytes = operator.getRuntimeContext().getState(VIEWER);
    this.pendingTimers = timers(operator, "publish-timers", onPending);
    this.ticks = operator.getProcessingTimeService();
    this.onTick = onTick;
    TaskInfo subtask = operator.getRuntimeContext().getTaskInfo();
    this.maxParallelism = subtask.getMaxNumberOfParallelSubtasks();
    this.groups =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            maxParallelism, subtask.getNumberOfParallelSubtasks(), subtask.getIndexOfThisSubtask());
  }

  private static InternalTimerService<VoidNamespace> timers(
      AbstractStreamOperator<?> operator, String name, OnTimer onTimer) {
    return operator.getInternalTimerService(
        name,
        VoidNamespaceSerializer.INSTANCE,
        new Triggerable<String, VoidNamespace>() {
          @Override
          public void onProcessingTime(InternalTimer<String, VoidNamespace> fired)
              throws IOException {
            onTimer.fire(fired.getKey());
          }

          @Override
          public void onEventTime(InternalTimer<String, VoidNamespace> fired) {
            throw new AssertionError("unexpected event-time timer");
          }
        });
  }

  /** Whether a viewer belongs to this subtask. */
  boolean owns(String userId) {
    return groups.contains(KeyGroupRangeAssignment.assignToKeyGroup(userId, maxParallelism));
  }

  private void select(String userId) {
    if (!userId.equals(backend.getCurrentKey())) {
      backend.setCurrentKey(userId);
    }
  }

  @Override
  public byte[] read(String userId) throws IOException {
    select(userId);
    return bytes.value();
  }

  @Override
  public void write(String userId, byte[] value) throws IOException {
    select(userId);
    bytes.update(value);
  }

  @Override
  public void delete(String userId) {
    select(userId);
    bytes.clear();
  }

  @Override
  public void setPending(String userId, long time) {
    select(userId);
    pendingTimers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, time);
  }

  @Override
  public void setTick(long time) {
    ticks.registerTimer(time, fired -> onTick.fire());
  }

  @Override
  public Stream<String> all() {
    return backend.getKeys(VIEWER.getName(), VoidNamespace.INSTANCE);
  }

  @Override
  public double share(String userId) {
    int group = KeyGroupRangeAssignment.assignToKeyGroup(userId, maxParallelism);
    return (group - groups.getStartKeyGroup()) / (double) groups.getNumberOfKeyGroups();
  }
}
