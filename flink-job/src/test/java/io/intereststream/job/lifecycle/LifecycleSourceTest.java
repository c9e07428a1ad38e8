package io.intereststream.job.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.release.Announcement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;

class LifecycleSourceTest {
  private final LogOfTopics topics = new LogOfTopics();
  private final StepContext context = new StepContext();

  private LifecycleSource source(String window, boolean accepts) {
    return new LifecycleSource(
        new JobStart(
            "A",
            7,
            new StateSettings(Map.of("window", window)),
            "updates",
            "group",
            false,
            accepts,
            null,
            Duration.ofMinutes(2)),
        topics::connect);
  }

  private LifecycleState checkpoint() throws Exception {
    try (SplitEnumerator<NoSplit, LifecycleState> first =
        source("10", false).createEnumerator(new StepContext())) {
      return first.snapshotState(1);
    }
  }

  @Test
  void theReaderIsToldOnceAndAgainAfterAFailure() throws Exception {
    try (SplitEnumerator<NoSplit, LifecycleState> enumerator =
        source("10", false).createEnumerator(context)) {
      enumerator.start();
      context.step();
      assertThat(context.sent).isEmpty();
      assertThat(context.gauges.get("caughtUp").getValue()).isEqualTo(0);
      enumerator.addReader(0);
      assertThat(context.sent).as("at once").containsExactly(new CaughtUpEvent());
      context.step();
      assertThat(context.sent).hasSize(1);
      assertThat(context.gauges.get("caughtUp").getValue()).isEqualTo(1);
      enumerator.addReader(0);
      assertThat(context.sent).hasSize(2);
      assertThat(context.gauges.get("otherJobs").getValue()).isEqualTo(0);
    }
  }

  @Test
  void theReaderAnnouncesIt() throws Exception {
    LifecycleReader reader = new LifecycleReader();
    Emitted output = new Emitted();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(reader.isAvailable()).isNotDone();
    reader.handleSourceEvents(new CaughtUpEvent());
    assertThat(reader.isAvailable()).isDone();
    reader.pollNext(output);
    assertThat(output.records)
        .singleElement()
        .satisfies(announcement -> assertThat(announcement.caughtUp).isTrue());
    assertThat(reader.isAvailable()).isNotDone();
  }

  @Test
  void aStateOfOtherOptionsIsRefusedForGood() throws Exception {
    SplitEnumerator<NoSplit, LifecycleState> enumerator =
        source("20", false).restoreEnumerator(context, checkpoint());
    assertThatThrownBy(enumerator::start)
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("window: 20 (expected: 10, as in the state)");
    assertThat(topics.events).isEmpty();
  }

  @Test
  void aStateOfOtherOptionsThatIsAcceptedGoesOnUnderThem() throws Exception {
    try (SplitEnumerator<NoSplit, LifecycleState> enumerator =
        source("20", true).restoreEnumerator(context, checkpoint())) {
      enumerator.start();
      context.step();
      assertThat(enumerator.snapshotState(2).settings().values()).containsEntry("window", "20");
      assertThat(enumerator.snapshotState(2).holder()).isEqualTo("A");
    }
  }

  @Test
  void aRefusalEndsTheJobWithoutRestarts() throws Exception {
    topics.use = Optional.of("topic updates: contains updates of a job");
    try (SplitEnumerator<NoSplit, LifecycleState> enumerator =
        source("10", false).createEnumerator(context)) {
      enumerator.start();
      assertThatThrownBy(context::step)
          .isInstanceOf(SuppressRestartsException.class)
          .hasRootCauseInstanceOf(InterestStreamException.class);
    }
  }

  private static final class Emitted implements ReaderOutput<Announcement> {
    final List<Announcement> records = new ArrayList<>();

    @Override
    public void collect(Announcement record) {
      records.add(record);
    }

    @Override
    public void collect(Announcement record, long timestamp) {
      records.add(record);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<Announcement> createOutputForSplit(String split) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String split) {}
  }

  /** Takes the periodic calls when the test says so. */
  private static final class StepContext implements SplitEnumeratorContext<NoSplit> {
    final List<SourceEvent> sent = new ArrayList<>();
    final Map<String, Gauge<?>> gauges = new HashMap<>();
    private final List<Runnable> periodic = new ArrayList<>();

    private final class Metrics extends UnregisteredMetricsGroup
        implements SplitEnumeratorMetricGroup {
      @Override
      public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
        gauges.put(name, gauge);
        return gauge;
      }

      @Override
      public <G extends Gauge<Long>> G setUnassignedSplitsGauge(G gauge) {
        return gauge;
      }
    }

    void step() {
      periodic.forEach(Runnable::run);
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      return new Metrics();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
      sent.add(event);
    }

    @Override
    public <T> void callAsync(
        Callable<T> call, BiConsumer<T, Throwable> handler, long delay, long period) {
      periodic.add(() -> callAsync(call, handler));
    }

    @Override
    public <T> void callAsync(Callable<T> call, BiConsumer<T, Throwable> handler) {
      T result;
      try {
        result = call.call();
      } catch (Exception fault) {
        handler.accept(null, fault);
        return;
      }
      handler.accept(result, null);
    }

    @Override
    public int currentParallelism() {
      return 1;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
      return Map.of();
    }

    @Override
    public void assignSplits(SplitsAssignment<NoSplit> assignment) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
      throw new UnsupportedOperationException();
    }
  }
}
