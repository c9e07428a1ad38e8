package io.intereststream.job.ingest;

import io.intereststream.job.config.JobOptions;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Reads the records of a topic, from its beginning or from the position of a checkpoint. If the
 * topic no longer has that position, the source never silently continues at another one, see {@link
 * PositionCheck}.
 *
 * @param <T> what the records are turned into
 */
public final class TopicSource<T>
    implements Source<T, KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<T>,
        LineageVertexProvider {
  private static final long serialVersionUID = 1L;

  /**
   * Maximum time that a fetch waits for more events, in ms. At low rates, a request for each event
   * takes more CPU than the event itself, in the job and in the broker.
   */
  private static final int FETCH_WAIT_MS = 10;

  /** Number of bytes with which a fetch returns immediately. */
  private static final int FETCH_BYTES = 64 << 10;

  private final KafkaSource<T> source;
  private final JobOptions options;

  private TopicSource(KafkaSource<T> source, JobOptions options) {
    this.source = source;
    this.options = options;
  }

  /** The watch topic. */
  public static TopicSource<SourceRecord> watchEvents(JobOptions options) {
    return of(
        options.topics().watchEvents(),
        new SourceRecordSchema(options.ingest().letterBytes()),
        Map.of(),
        options);
  }

  /** The topic of erasures, from the end of those that {@code past} reads before any event. */
  public static TopicSource<Watch> viewerErasures(JobOptions options, PastErasures past) {
    return of(options.topics().viewerErasures(), new Erasures(), past.ends(), options);
  }

  private static <T> TopicSource<T> of(
      String topic,
      KafkaRecordDeserializationSchema<T> schema,
      Map<Integer, Long> start,
      JobOptions options) {
    KafkaSource<T> source =
        KafkaSource.<T>builder()
            .setProperty(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, Integer.toString(FETCH_BYTES))
            .setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Integer.toString(FETCH_WAIT_MS))
            .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
            .setProperty(
                KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                Long.toString(options.kafka().partitionDiscovery().toMillis()))
            .setProperties(options.kafka().clientProperties())
            .setProperties(BoundedDeserializer.consumerProperties(options.ingest()))
            // The committed positions show when a rebuild has ended.
            .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "true")
            .setTopics(topic)
            .setGroupId(options.kafka().groupId())
            // Without a checkpoint the histories are rebuilt, which needs the whole topic.
            .setStartingOffsets(new EarliestOrFail(start))
            .setDeserializer(schema)
            .build();
    return new TopicSource<>(source, options);
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    return new CheckedReader<>(
        source.createReader(context), new PositionCheck(options, context.metricGroup()));
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint)
      throws IOException {
    return source.restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return source.getProducedType();
  }

  @Override
  public LineageVertex getLineageVertex() {
    return source.getLineageVertex();
  }
}
