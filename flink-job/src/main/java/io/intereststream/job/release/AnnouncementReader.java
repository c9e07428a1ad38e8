package io.intereststream.job.release;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/**
 * Emits each announcement assigned to it. It has no state: {@link AliasWatch} announces its latest
 * releases again to every new reader.
 */
final class AnnouncementReader implements SourceReader<Announcement, AnnouncementSplit> {
  private final Queue<AnnouncementSplit> waiting = new ArrayDeque<>();
  private CompletableFuture<Void> available = new CompletableFuture<>();

  @Override
  public void start() {}

  @Override
  public InputStatus pollNext(ReaderOutput<Announcement> output) {
    AnnouncementSplit split = waiting.poll();
    if (split != null) {
      output.collect(split.announcement());
    }
    if (!waiting.isEmpty()) {
      return InputStatus.MORE_AVAILABLE;
    }
    available = new CompletableFuture<>();
    return InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public void addSplits(List<AnnouncementSplit> splits) {
    waiting.addAll(splits);
    available.complete(null);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public List<AnnouncementSplit> snapshotState(long checkpointId) {
    return List.of();
  }

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void close() {}
}
