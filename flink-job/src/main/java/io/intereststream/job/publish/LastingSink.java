package io.intereststream.job.publish;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka sink whose failure ends the task but not the TaskManager, and which reports lost
 * transactions.
 *
 * <p>When the writer of {@link KafkaSink} is closed, it throws the failures of records that were
 * not delivered in time once more. Flink closes the writer of a failed task while it handles that
 * failure. If the writer throws then, Flink takes this for a fault of the whole process and ends
 * the TaskManager. Each outage of the brokers that is longer than {@code delivery.timeout.ms} would
 * thus end all TaskManagers. This sink only logs what the writer throws when it is closed. Nothing
 * is lost: records that a checkpoint covers were flushed, and a failed flush fails the task.
 *
 * @param <S> state of the writer
 * @param <C> what is committed
 * @param <K> the sink
 */
final class LastingSink<
        S,
        C,
        K extends
            Sink<OutputRecord> & SupportsWriterState<OutputRecord, S> & SupportsCommitter<C>
                & SupportsPostCommitTopology<C> & LineageVertexProvider>
    implements Sink<OutputRecord>,
        SupportsWriterState<OutputRecord, S>,
        SupportsCommitter<C>,
        SupportsPostCommitTopology<C>,
        LineageVertexProvider {
  private static final Logger LOG = LoggerFactory.getLogger(LastingSink.class);
  private static final long serialVersionUID = 1L;

  private final K sink;
  private final LostUpdates lost;

  /**
   * @param lost receives a report for a transaction that can no longer be committed
   */
  LastingSink(K sink, LostUpdates lost) {
    this.sink = sink;
    this.lost = lost;
  }

  @Override
  public SinkWriter<OutputRecord> createWriter(WriterInitContext context) throws IOException {
    return new Writer<S, C>(sink.createWriter(context));
  }

  @Override
  public StatefulSinkWriter<OutputRecord, S> restoreWriter(
      WriterInitContext context, Collection<S> state) throws IOException {
    return new Writer<S, C>(sink.restoreWriter(context, state));
  }

  @Override
  public SimpleVersionedSerializer<S> getWriterStateSerializer() {
    return sink.getWriterStateSerializer();
  }

  @Override
  public Committer<C> createCommitter(CommitterInitContext context) throws IOException {
    return new ReportingCommitter<>(sink.createCommitter(context), lost);
  }

  @Override
  public SimpleVersionedSerializer<C> getCommittableSerializer() {
    return sink.getCommittableSerializer();
  }

  @Override
  public void addPostCommitTopology(DataStream<CommittableMessage<C>> committables) {
    sink.addPostCommitTopology(committables);
  }

  @Override
  public LineageVertex getLineageVertex() {
    return sink.getLineageVertex();
  }

  /** A writer that throws nothing when it is closed. */
  static final class Writer<S, C>
      implements StatefulSinkWriter<OutputRecord, S>, CommittingSinkWriter<OutputRecord, C> {
    private final SinkWriter<OutputRecord> writer;

    /**
     * @param writer one that has state and commits
     */
    Writer(SinkWriter<OutputRecord> writer) {
      this.writer = writer;
    }

    @Override
    public void write(OutputRecord record, Context context)
        throws IOException, InterruptedException {
      writer.write(record, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writer.flush(endOfInput);
    }

    @Override
    public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
      writer.writeWatermark(watermark);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<S> snapshotState(long checkpoint) throws IOException {
      return ((StatefulSinkWriter<OutputRecord, S>) writer).snapshotState(checkpoint);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Collection<C> prepareCommit() throws IOException, InterruptedException {
      return ((CommittingSinkWriter<OutputRecord, C>) writer).prepareCommit();
    }

    @Override
    public void close() {
      try {
        writer.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.warn(
            "Closing a Kafka writer failed. This is ignored, because everything that a checkpoint"
                + " covers was flushed.",
            e);
      }
    }
  }
}
