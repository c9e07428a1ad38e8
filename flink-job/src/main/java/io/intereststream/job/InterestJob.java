package io.intereststream.job;

import io.intereststream.job.config.JobConfiguration;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.evaluation.PromotionController;
import io.intereststream.job.ingest.Erasures;
import io.intereststream.job.ingest.KafkaTime;
import io.intereststream.job.ingest.SourceRecord;
import io.intereststream.job.ingest.SourceRecordSchema;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.ingest.WatchDecoder;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.TopicSink;
import io.intereststream.job.publish.Topics;
import io.intereststream.job.release.AliasResolver;
import io.intereststream.job.release.Announcement;
import io.intereststream.job.release.AnnouncementLog;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.job.release.ReleaseEpochs;
import io.intereststream.job.release.ReleaseEventLog;
import io.intereststream.job.release.ReleaseSource;
import io.intereststream.job.update.InterestUpdater;
import io.intereststream.job.update.StateStart;
import io.intereststream.schema.ModelRelease;
import java.time.Clock;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The job: watch events in, interest updates out. */
public final class InterestJob {
  /** Name under which the job runs. */
  public static final String NAME = "interest-stream";

  /**
   * Longest wait of a fetch for more events, in ms: where few come at a time, a request for each of
   * them takes more CPU than the event itself, here and at the broker.
   */
  private static final int FETCH_WAIT_MS = 10;

  /** Bytes of events with which a fetch returns at once. */
  private static final int FETCH_BYTES = 64 << 10;

  private InterestJob() {}

  /** Runs the job; {@code --config FILE} and {@code -Dkey=value}. */
  public static void main(String[] args) throws Exception {
    Configuration configuration = JobConfiguration.fromArguments(args);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    prepare(env, configuration, EncoderProvider.serving());
    env.execute(NAME);
  }

  /**
   * Checks the options, prepares the topics, finds the release, and adds the job to an environment.
   *
   * @param encoders makes the encoders of releases
   * @return the options
   * @throws io.intereststream.error.InterestStreamException if options are wrong, if brokers or
   *     topics are not as they must be, or if the registry's alias names no release
   */
  public static JobOptions prepare(
      StreamExecutionEnvironment env, ReadableConfig configuration, EncoderProvider encoders) {
    JobOptions options = JobOptions.from(configuration);
    ModelRelease found = new AliasResolver(options.registry(), options.alias()).resolve();
    try (Topics topics = new Topics(options)) {
      topics.prepare();
    }
    Clock clock = Clock.systemUTC();
    AnnouncementLog log = new ReleaseEventLog(options, clock);
    ModelRelease initial =
        ReleaseEpochs.announced(found, log.read().highestEpoch(), clock.millis());
    build(env, options, initial, encoders, log, clock);
    return options;
  }

  private static void build(
      StreamExecutionEnvironment env,
      JobOptions options,
      ModelRelease initial,
      EncoderProvider encoders,
      AnnouncementLog log,
      Clock clock) {
    StateStart start = new StateStart(clock.millis(), false);
    SingleOutputStreamOperator<Watch> watches =
        env.fromSource(watchEvents(options), KafkaTime.ofWatches(clock), "watch-events")
            .uid("watch-events")
            .process(new WatchDecoder(options))
            .name("decode")
            .uid("decode");

    watches
        .getSideOutput(WatchDecoder.DEAD_LETTERS)
        .sinkTo(TopicSink.of(options.deadLetters(), options))
        .name("dead-letters")
        .uid("dead-letters");

    DataStream<Announcement> releases =
        env.fromSource(
                new ReleaseSource(
                    new AliasResolver(options.registry(), options.alias()),
                    new AliasResolver(options.registry(), options.candidateAlias()),
                    initial,
                    options.pollInterval(),
                    log,
                    clock),
                WatermarkStrategy.noWatermarks(),
                "releases",
                TypeInformation.of(Announcement.class))
            .uid("releases")
            .setParallelism(1)
            .broadcast();

    DataStream<Watch> erasures =
        env.fromSource(viewerErasures(options), KafkaTime.none(), "viewer-erasures")
            .uid("viewer-erasures");
    SingleOutputStreamOperator<OutputRecord> updates =
        watches
            .union(erasures)
            .keyBy(watch -> watch.userId)
            .connect(releases)
            .transform(
                "interest-updater",
                OutputRecord.TYPE,
                new InterestUpdater(options, initial, encoders, start, log))
            .uid("interest-updater");

    updates
        .sinkTo(TopicSink.of(options.interestUpdates(), options))
        .name("interest-updates")
        .uid("interest-updates");

    updates
        .getSideOutput(InterestUpdater.RELEASE_EVENTS)
        .transform("release-judge", OutputRecord.TYPE, new PromotionController(options))
        .setParallelism(1)
        .uid("release-judge")
        .sinkTo(TopicSink.of(options.releaseEvents(), options))
        .name("release-events")
        .uid("release-events");
  }

  private static KafkaSource<SourceRecord> watchEvents(JobOptions options) {
    return InterestJob.<SourceRecord>source(options)
        .setTopics(options.watchEvents())
        .setDeserializer(new SourceRecordSchema())
        .build();
  }

  private static KafkaSource<Watch> viewerErasures(JobOptions options) {
    return InterestJob.<Watch>source(options)
        .setTopics(options.viewerErasures())
        .setDeserializer(new Erasures())
        .build();
  }

  private static <T> KafkaSourceBuilder<T> source(JobOptions options) {
    return KafkaSource.<T>builder()
        .setProperty(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, Integer.toString(FETCH_BYTES))
        .setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Integer.toString(FETCH_WAIT_MS))
        .setProperties(options.clientProperties())
        .setGroupId(options.groupId())
        // Without a checkpoint there are no histories; only the whole topic gives the right ones.
        .setStartingOffsets(OffsetsInitializer.earliest());
  }
}
