package io.intereststream.job;

import io.intereststream.job.config.JobConfiguration;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.evaluation.PromotionController;
import io.intereststream.job.ingest.KafkaTime;
import io.intereststream.job.ingest.PastErasures;
import io.intereststream.job.ingest.TopicSource;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.ingest.WatchDecoder;
import io.intereststream.job.lifecycle.LifecycleSource;
import io.intereststream.job.publish.DeadLetterSink;
import io.intereststream.job.publish.LostUpdates;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.TopicSink;
import io.intereststream.job.publish.Topics;
import io.intereststream.job.release.AliasResolver;
import io.intereststream.job.release.Announcement;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.job.release.ReleaseEpochs;
import io.intereststream.job.release.ReleaseEventLog;
import io.intereststream.job.release.ReleaseSource;
import io.intereststream.job.update.InterestUpdater;
import io.intereststream.job.update.JobBeginning;
import io.intereststream.job.update.StateStart;
import io.intereststream.schema.ModelRelease;
import java.time.Clock;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job: watch events in, interest updates out. */
public final class InterestJob {
  /** Name under which the job runs. */
  public static final String NAME = "interest-stream";

  /** Uid of the source of watch events, whose state has the positions in the watch topic. */
  public static final String WATCH_EVENTS = "watch-events";

  /** Uid of the operator whose state has the viewers. */
  public static final String UPDATER = "interest-updater";

  /**
   * For the sink of release events: nothing depends on them, so a lost transaction needs no
   * reaction.
   */
  private static final LostUpdates NOTHING_LOST = reason -> {};

  /**
   * Maximum time in ms that a record waits for its network buffer to fill, for streams with few
   * records. A shorter time would cost CPU for threads that find nothing to send.
   */
  private static final long RARE_RECORDS_BUFFER_TIMEOUT = 100;

  private InterestJob() {}

  /** Runs the job. Arguments: {@code --config FILE} and any number of {@code -Dkey=value}. */
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
   *     topics are unsuitable, or if the registry's alias names no release
   */
  public static JobOptions prepare(
      StreamExecutionEnvironment env, Configuration configuration, EncoderProvider encoders) {
    JobOptions options = JobOptions.from(configuration);
    ModelRelease found =
        new AliasResolver(options.release().registry(), options.release().alias()).resolve();
    int updatePartitions;
    int eventPartitions;
    try (Topics topics = new Topics(options)) {
      topics.prepare();
      updatePartitions = topics.partitions(options.topics().interestUpdates());
      eventPartitions = topics.partitions(options.topics().releaseEvents());
    }
    Clock clock = Clock.systemUTC();
    ReleaseEventLog log = new ReleaseEventLog(options, clock);
    ModelRelease initial =
        ReleaseEpochs.announced(found, log.read().highestEpoch(), clock.millis());
    build(env, options, initial, updatePartitions, eventPartitions, encoders, log, clock);
    return options;
  }

  /**
   * Makes the same checks as {@link #prepare}, and changes nothing.
   *
   * @return names of the missing topics, which a start creates
   * @throws io.intereststream.error.InterestStreamException as {@link #prepare} does
   */
  public static List<String> check(Configuration configuration) {
    JobOptions options = JobOptions.from(configuration);
    new AliasResolver(options.release().registry(), options.release().alias()).resolve();
    try (Topics topics = new Topics(options)) {
      return topics.check();
    }
  }

  private static void build(
      StreamExecutionEnvironment env,
      JobOptions options,
      ModelRelease initial,
      int updatePartitions,
      int eventPartitions,
      EncoderProvider encoders,
      ReleaseEventLog log,
      Clock clock) {
    StateStart start = new StateStart(clock.millis(), true);
    PastErasures erasures = PastErasures.of(options);
    SingleOutputStreamOperator<Watch> watches =
        env.fromSource(TopicSource.watchEvents(options), KafkaTime.ofWatches(clock), WATCH_EVENTS)
            .uid(WATCH_EVENTS)
            .process(new WatchDecoder(options))
            .name("decode")
            .uid("decode");

    watches
        .getSideOutput(WatchDecoder.DEAD_LETTERS)
        .sinkTo(new DeadLetterSink(options))
        .name("dead-letters")
        .uid("dead-letters");

    DataStream<Announcement> releases =
        env.fromSource(
                new ReleaseSource(
                    new AliasResolver(options.release().registry(), options.release().alias()),
                    new AliasResolver(
                        options.release().registry(), options.evaluation().candidateAlias()),
                    initial,
                    options.release().pollInterval(),
                    log,
                    clock),
                WatermarkStrategy.noWatermarks(),
                "releases",
                TypeInformation.of(Announcement.class))
            .uid("releases")
            .setParallelism(1)
            .setBufferTimeout(RARE_RECORDS_BUFFER_TIMEOUT);

    DataStream<Announcement> lifecycle =
        env.fromSource(
                new LifecycleSource(
                    options,
                    start.generation,
                    updatePartitions,
                    List.of(options.topics().watchEvents(), options.topics().viewerErasures()),
                    env.getConfiguration().get(CheckpointingOptions.CHECKPOINTS_DIRECTORY)),
                WatermarkStrategy.noWatermarks(),
                "lifecycle",
                TypeInformation.of(Announcement.class))
            .uid("lifecycle")
            .setParallelism(1)
            .setBufferTimeout(RARE_RECORDS_BUFFER_TIMEOUT);

    DataStream<Watch> newErasures =
        env.fromSource(
                TopicSource.viewerErasures(options, erasures), KafkaTime.none(), "viewer-erasures")
            .uid("viewer-erasures")
            .setBufferTimeout(RARE_RECORDS_BUFFER_TIMEOUT);
    SingleOutputStreamOperator<OutputRecord> updates =
        watches
            .union(newErasures)
            .keyBy(watch -> watch.userId)
            .connect(releases.union(lifecycle).broadcast())
            .transform(
                UPDATER,
                OutputRecord.TYPE,
                new InterestUpdater(
                    options, encoders, new JobBeginning(initial, start, erasures, log)))
            .uid(UPDATER)
            // The updates do not leave the task before the sink writes them to Kafka.
            .setBufferTimeout(RARE_RECORDS_BUFFER_TIMEOUT);

    updates
        .sinkTo(TopicSink.of(options.topics().interestUpdates(), updatePartitions, options, log))
        .name("interest-updates")
        .uid("interest-updates");

    updates
        .getSideOutput(InterestUpdater.RELEASE_EVENTS)
        .transform("release-judge", OutputRecord.TYPE, new PromotionController(options))
        .setParallelism(1)
        .uid("release-judge")
        .sinkTo(
            TopicSink.of(options.topics().releaseEvents(), eventPartitions, options, NOTHING_LOST))
        .name("release-events")
        .uid("release-events");
  }
}
