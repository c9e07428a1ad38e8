package io.intereststream.job.lifecycle;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.release.Announcement;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Announces when the job has read everything that was on its input topics at its start. Refuses a
 * start that would do harm: while another job writes to the same update topic, without a checkpoint
 * on topics that a job has already used, or from a state that was computed with other options. Also
 * checks that the newest checkpoint can be restored.
 *
 * <p>The enumerator on the JobManager does this ({@link LifecycleEnumerator}). Runs with
 * parallelism 1.
 */
public final class LifecycleSource implements Source<Announcement, NoSplit, LifecycleState> {
  private static final long serialVersionUID = 1L;

  private final JobStart start;
  private final LifecycleTopics.Connector connector;

  /**
   * @param options the job's options
   * @param generation when the state is created, if the job starts without a checkpoint; epoch ms
   * @param partitions number of partitions of the update topic
   * @param inputs topics that the job reads
   * @param checkpoints address of the folder of checkpoints; null if unknown
   */
  public LifecycleSource(
      JobOptions options,
      long generation,
      int partitions,
      List<String> inputs,
      String checkpoints) {
    this(
        JobStart.of(options, generation, partitions, checkpoints),
        () -> new KafkaLifecycleTopics(options, inputs, InstantSource.system()));
  }

  LifecycleSource(JobStart start, LifecycleTopics.Connector connector) {
    this.start = start;
    this.connector = connector;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<Announcement, NoSplit> createReader(SourceReaderContext context) {
    return new LifecycleReader();
  }

  @Override
  public SplitEnumerator<NoSplit, LifecycleState> createEnumerator(
      SplitEnumeratorContext<NoSplit> context) {
    return enumerator(context, null);
  }

  @Override
  public SplitEnumerator<NoSplit, LifecycleState> restoreEnumerator(
      SplitEnumeratorContext<NoSplit> context, LifecycleState checkpoint) {
    return enumerator(context, checkpoint);
  }

  private LifecycleEnumerator enumerator(
      SplitEnumeratorContext<NoSplit> context, LifecycleState checkpoint) {
    return new LifecycleEnumerator(
        context, start, checkpoint, connector, InstantSource.system(), host());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  @Override
  public SimpleVersionedSerializer<NoSplit> getSplitSerializer() {
    return new NoSplit.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<LifecycleState> getEnumeratorCheckpointSerializer() {
    return new LifecycleState.Serializer();
  }
}
