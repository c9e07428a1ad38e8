package io.intereststream.job.lifecycle;

import io.intereststream.job.release.Announcement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/** Emits an announcement when the {@link LifecycleEnumerator} says so. It has no state. */
final class LifecycleReader implements SourceReader<Announcement, NoSplit> {
  private boolean waiting;
  private CompletableFuture<Void> available = new CompletableFuture<>();

  @Override
  public void start() {}

  @Override
  public void handleSourceEvents(SourceEvent event) {
    waiting = true;
    available.complete(null);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<Announcement> output) {
    if (waiting) {
      waiting = false;
      output.collect(Announcement.caughtUp());
    }
    available = new CompletableFuture<>();
    return InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public List<NoSplit> snapshotState(long checkpointId) {
    return List.of();
  }

  @Override
  public void addSplits(List<NoSplit> splits) {}

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void close() {}
}
