package io.intereststream.job;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.encode.EncoderProvider;
import io.intereststream.job.encode.InterestUpdater;
import io.intereststream.job.ingest.SourceRecord;
import io.intereststream.job.ingest.SourceRecordSchema;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.ingest.WatchDecoder;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.TopicSink;
import io.intereststream.job.release.AliasResolver;
import io.intereststream.job.release.ReleaseSource;
import io.intereststream.schema.ModelRelease;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job: watch events in, interest updates out. */
public final class InterestJob {
  private InterestJob() {}

  /**
   * Adds the job to an environment.
   *
   * @param initial the release that the job starts with when it has no checkpoint
   * @param encoders what turns histories into interests
   */
  public static void build(
      StreamExecutionEnvironment env,
      JobOptions options,
      ModelRelease initial,
      EncoderProvider encoders) {
    options.parallelism().ifPresent(env::setParallelism);
    env.setMaxParallelism(options.maxParallelism());
    env.setBufferTimeout(options.bufferTimeout().toMillis());
    env.getConfig().enableObjectReuse();

    // No watermarks: nothing here waits for event time, a history sorts late events in by itself.
    SingleOutputStreamOperator<Watch> watches =
        env.fromSource(watchEvents(options), WatermarkStrategy.noWatermarks(), "watch-events")
            .uid("watch-events")
            .process(new WatchDecoder(options))
            .name("decode")
            .uid("decode");

    watches
        .getSideOutput(WatchDecoder.DEAD_LETTERS)
        .sinkTo(TopicSink.of(options.deadLetters(), options))
        .name("dead-letters")
        .uid("dead-letters");

    BroadcastStream<ModelRelease> releases =
        env.fromSource(
                new ReleaseSource(
                    new AliasResolver(options.registry(), options.alias()),
                    initial,
                    options.pollInterval()),
                WatermarkStrategy.noWatermarks(),
                "releases",
                new AvroTypeInfo<>(ModelRelease.class))
            .uid("releases")
            .setParallelism(1)
            .broadcast(InterestUpdater.RELEASES);

    watches
        .keyBy(watch -> watch.userId)
        .connect(releases)
        .process(new InterestUpdater(options, initial, encoders), OutputRecord.TYPE)
        .name("interest-updater")
        .uid("interest-updater")
        .sinkTo(TopicSink.of(options.interestUpdates(), options))
        .name("interest-updates")
        .uid("interest-updates");
  }

  private static KafkaSource<SourceRecord> watchEvents(JobOptions options) {
    return KafkaSource.<SourceRecord>builder()
        .setProperties(options.clientProperties())
        .setTopics(options.watchEvents())
        .setGroupId(options.groupId())
        // Without a checkpoint there are no histories, so only the whole topic makes them right.
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new SourceRecordSchema())
        .build();
  }
}
