package io.intereststream.job.release;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** A context in which an enumerator's periodic calls are made when the test says so. */
final class SteppedContext implements SplitEnumeratorContext<AnnouncementSplit> {
  /** One periodic call; times in ms. */
  record Periodic(Runnable call, long initialDelay, long period) {}

  private static final class Counters extends UnregisteredMetricsGroup
      implements SplitEnumeratorMetricGroup {
    private final Map<String, Counter> counters = new HashMap<>();

    @Override
    public Counter counter(String name) {
      return counters.computeIfAbsent(name, super::counter);
    }

    @Override
    public <G extends org.apache.flink.metrics.Gauge<Long>> G setUnassignedSplitsGauge(G gauge) {
      return gauge;
    }
  }

  private final Counters counters = new Counters();
  private final List<Periodic> periodic = new ArrayList<>();
  private final Map<Integer, ReaderInfo> readers = new HashMap<>();
  private final List<Announcement> announced = new ArrayList<>();
  private Throwable failure;

  List<Periodic> periodic() {
    return periodic;
  }

  /** Makes each periodic call once. */
  void poll() {
    periodic.forEach(each -> each.call().run());
  }

  /** Makes each periodic call fail once. */
  void pollFailing(Throwable with) {
    failure = with;
    poll();
    failure = null;
  }

  void register(int subtask) {
    readers.put(subtask, new ReaderInfo(subtask, "here"));
  }

  void unregister(int subtask) {
    readers.remove(subtask);
  }

  /** What was announced to reader 0 since the last call, each as {@link AliasFiles#text}. */
  List<String> take() {
    return takeAnnouncements().stream().map(AliasFiles::text).toList();
  }

  /** What was announced to reader 0 since the last call. */
  List<Announcement> takeAnnouncements() {
    List<Announcement> taken = List.copyOf(announced);
    announced.clear();
    return taken;
  }

  long count(String counter) {
    return counters.counter(counter).getCount();
  }

  @Override
  public SplitEnumeratorMetricGroup metricGroup() {
    return counters;
  }

  @Override
  public void sendEventToSourceReader(int subtask, SourceEvent event) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int currentParallelism() {
    return 1;
  }

  @Override
  public Map<Integer, ReaderInfo> registeredReaders() {
    return readers;
  }

  /** Like Flink's, it fails when a reader is not registered. */
  @Override
  public void assignSplits(SplitsAssignment<AnnouncementSplit> assignment) {
    assignment
        .assignment()
        .forEach(
            (subtask, splits) -> {
              if (subtask != 0 || !readers.containsKey(subtask)) {
                throw new IllegalArgumentException("no reader " + subtask);
              }
              splits.forEach(split -> announced.add(split.announcement()));
            });
  }

  @Override
  public void signalNoMoreSplits(int subtask) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> void callAsync(
      Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
    Runnable call =
        () -> {
          T result;
          try {
            if (failure != null) {
              throw failure;
            }
            result = callable.call();
          } catch (Throwable fault) {
            handler.accept(null, fault);
            return;
          }
          handler.accept(result, null);
        };
    periodic.add(new Periodic(call, initialDelay, period));
  }

  @Override
  public void runInCoordinatorThread(Runnable runnable) {
    throw new UnsupportedOperationException();
  }
}
