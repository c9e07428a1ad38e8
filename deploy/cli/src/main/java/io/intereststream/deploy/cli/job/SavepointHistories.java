package io.intereststream.deploy.cli.job;

import io.intereststream.deploy.audit.baseline.KnownViewer;
import io.intereststream.deploy.audit.baseline.TrustedHistories;
import io.intereststream.deploy.audit.record.Position;
import io.intereststream.deploy.audit.rules.Pair;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.History;
import io.intereststream.history.HistoryRules;
import io.intereststream.history.Negatives;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.InterestJob;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.ingest.TopicSource;
import io.intereststream.job.update.FlinkViewers;
import io.intereststream.job.update.ViewerState;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.SavepointReader;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.function.ThrowingConsumer;
import org.apache.kafka.common.TopicPartition;

/** The histories in a savepoint of the job, and the positions up to which they were computed. */
public final class SavepointHistories implements TrustedHistories {
  /** Flink's name of the state in which a source stores its splits. */
  private static final String SPLITS = "SourceReaderState";

  /** Returns each viewer with the stored bytes. */
  private static final class StoredViewers
      extends KeyedStateReaderFunction<String, Tuple2<String, byte[]>> {
    private static final long serialVersionUID = 1L;

    private transient ValueState<byte[]> bytes;

    @Override
    public void open(OpenContext context) {
      bytes = getRuntimeContext().getState(FlinkViewers.VIEWER);
    }

    @Override
    public void readKey(String viewer, Context context, Collector<Tuple2<String, byte[]>> out)
        throws IOException {
      out.collect(Tuple2.of(viewer, bytes.value()));
    }
  }

  private final String address;
  private final JobOptions options;

  /**
   * @param address the savepoint's address: a path or a URI
   */
  public SavepointHistories(String address, JobOptions options) {
    this.address = address;
    this.options = options;
  }

  @Override
  public String origin() {
    return "savepoint " + address;
  }

  @Override
  public Map<TopicPartition, Long> read(BiConsumer<String, KnownViewer> sink) {
    Configuration configuration = configuration();
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder().setConfiguration(configuration).build());
    try {
      cluster.start();
      URI rest = cluster.getRestAddress().get();
      SavepointReader savepoint =
          SavepointReader.read(
              StreamExecutionEnvironment.createRemoteEnvironment(
                  rest.getHost(), rest.getPort(), configuration),
              address);
      readViewers(savepoint, sink);
      return positions(savepoint);
    } catch (Exception e) {
      throw InterestStreamException.environment(
          "%s: %s (expected: a savepoint of this job that this machine can read)"
              .formatted(origin(), reason(e)),
          e);
    } finally {
      cluster.closeAsync().join();
    }
  }

  /**
   * Configuration of a Flink cluster in this process. Each of the two reads runs as a job on it.
   */
  private static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
    configuration.set(RestOptions.ADDRESS, LocalBroker.HOST);
    configuration.set(RestOptions.BIND_ADDRESS, LocalBroker.HOST);
    configuration.set(RestOptions.BIND_PORT, "0");
    return configuration;
  }

  private static String reason(Exception e) {
    Throwable root = ExceptionUtils.stripException(e, RuntimeException.class);
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private void readViewers(SavepointReader savepoint, BiConsumer<String, KnownViewer> sink)
      throws Exception {
    HistoryRules rules =
        new HistoryRules(options.history().window(), options.history().slack(), 0, 0, 0);
    ViewerState state = new ViewerState(new ViewerHistory(rules));
    forEach(
        savepoint.readKeyedState(
            OperatorIdentifier.forUid(InterestJob.UPDATER), new StoredViewers()),
        viewer -> {
          state.read(viewer.f1);
          // An audit cannot continue a history of several partitions, because the order of arrival
          // decided it.
          if (!state.history().isOfSeveralPartitions()) {
            sink.accept(viewer.f0, known(state.history()));
          }
        });
  }

  private KnownViewer known(ViewerHistory history) {
    History entries = history.entries();
    Negatives negatives = entries.negatives();
    boolean hasOrigin = history.beganPartition() != ViewerHistory.NO_PARTITION;
    return new KnownViewer(
        new io.intereststream.deploy.audit.rules.ViewerHistory(
            history.generation(),
            history.sequence(),
            pairs(entries.size(), entries::time, entries::item),
            entries.cutTime() == History.NEVER_CUT
                ? null
                : new Pair(entries.cutTime(), entries.cutItem()),
            pairs(negatives.size(), negatives::time, negatives::item),
            orNull(history.newestTimestamp()),
            orNull(history.erasedAt())),
        hasOrigin
            ? new Position(
                options.topics().watchEvents(), history.beganPartition(), history.beganOffset())
            : null);
  }

  private static List<Pair> pairs(int size, IntToLongFunction time, IntToLongFunction item) {
    return IntStream.range(0, size)
        .mapToObj(i -> new Pair(time.applyAsLong(i), item.applyAsLong(i)))
        .toList();
  }

  private static Long orNull(long time) {
    return time == ViewerHistory.NONE ? null : (Long) time;
  }

  private Map<TopicPartition, Long> positions(SavepointReader savepoint) throws Exception {
    Map<TopicPartition, Long> positions = new HashMap<>();
    forEach(
        savepoint.readListState(
            OperatorIdentifier.forUid(InterestJob.WATCH_EVENTS),
            SPLITS,
            PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
            BytePrimitiveArraySerializer.INSTANCE),
        bytes -> {
          KafkaPartitionSplit split = split(bytes);
          positions.put(split.getTopicPartition(), split.getStartingOffset());
        });
    return positions;
  }

  private static <T> void forEach(
      DataStream<T> stored, ThrowingConsumer<T, ? extends Exception> sink) throws Exception {
    CloseableIterator<T> rows = stored.executeAndCollect();
    try {
      while (rows.hasNext()) {
        sink.accept(rows.next());
      }
    } finally {
      rows.close();
    }
  }

  private KafkaPartitionSplit split(byte[] bytes) throws IOException {
    return SimpleVersionedSerialization.readVersionAndDeSerialize(
        TopicSource.watchEvents(options).getSplitSerializer(), bytes);
  }
}
