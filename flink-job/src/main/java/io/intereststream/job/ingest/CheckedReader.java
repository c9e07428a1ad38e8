package io.intereststream.job.ingest;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * A reader of a topic that checks each position before it starts to read there. It commits its
 * positions right after each checkpoint, even if no records arrive. Kafka's reader alone would
 * first wait up to 10 s for records, and the topic would look as if it were not read.
 *
 * @param <T> what the records are turned into
 */
@SuppressWarnings("try") // close() throws what the reader throws
final class CheckedReader<T> implements SourceReader<T, KafkaPartitionSplit> {
  private final SourceReader<T, KafkaPartitionSplit> reader;
  private final PositionCheck check;

  /** Ids of the splits that are read and not paused. */
  private final Set<String> reading = new HashSet<>();

  CheckedReader(SourceReader<T, KafkaPartitionSplit> reader, PositionCheck check) {
    this.reader = reader;
    this.check = check;
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    List<KafkaPartitionSplit> checked = check.checked(splits);
    reader.addSplits(checked);
    checked.forEach(split -> reading.add(split.splitId()));
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    return reader.pollNext(output);
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    return reader.snapshotState(checkpointId);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return reader.isAvailable();
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    reader.notifyCheckpointComplete(checkpointId);
    // Resuming what is not paused changes nothing, but it wakes up the thread that commits.
    reader.pauseOrResumeSplits(List.of(), reading);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    reader.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
    reader.pauseOrResumeSplits(toPause, toResume);
    reading.removeAll(toPause);
    reading.addAll(toResume);
  }

  @Override
  public void close() throws Exception {
    reader.close();
  }
}
