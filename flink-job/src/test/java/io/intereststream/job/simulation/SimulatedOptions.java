package io.intereststream.job.simulation;

import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.EvaluationOptions;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.IngestOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.tuning.TuningOptions;
import java.time.Duration;
import java.util.SplittableRandom;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * What a seed decides besides the steps.
 *
 * @param parallelism of the first start
 * @param exactlyOnce whether what was written since the last checkpoint is lost by a kill
 */
record SimulatedOptions(Configuration configuration, int parallelism, boolean exactlyOnce) {
  static final int WINDOW = 8;
  static final Duration TTL = Duration.ofDays(10);
  static final Duration MARKER = Duration.ofDays(15);

  /**
   * The options of a seed.
   *
   * @param registry address of the registry's folder
   * @param leadTimes whether releases may have a lead time
   */
  static SimulatedOptions of(long seed, String registry, boolean leadTimes) {
    SplittableRandom random = new SplittableRandom(~seed);
    Configuration options = fixed(registry);
    options.set(HistoryOptions.SLACK, random.nextInt(WINDOW / 2 + 1));
    options.set(HistoryOptions.SWEPT_PER_SECOND, random.nextBoolean() ? 1 : 100);
    options.set(DeliveryOptions.INTERVAL, Duration.ofMillis(random.nextBoolean() ? 500 : 0));
    options.set(TuningOptions.REENCODE_BATCH, random.nextBoolean());
    options.set(
        ReleaseOptions.LEAD_TIME, Duration.ofSeconds(random.nextInt(4) == 0 && leadTimes ? 1 : 0));
    options.set(
        ReleaseOptions.REEMBED_SEEN_WITHIN, Duration.ofSeconds(random.nextBoolean() ? 30 : 0));
    int parallelism = 2 + random.nextInt(3);
    boolean exactlyOnce = random.nextInt(4) == 0;
    if (exactlyOnce) {
      options.set(DeliveryOptions.GUARANTEE, DeliveryGuarantee.EXACTLY_ONCE);
      options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
    }
    return new SimulatedOptions(options, parallelism, exactlyOnce);
  }

  private static Configuration fixed(String registry) {
    Configuration options = new Configuration();
    options.set(KafkaOptions.BOOTSTRAP_SERVERS, "nowhere:1");
    options.set(ReleaseOptions.REGISTRY, registry);
    options.set(IngestOptions.ERASE_MARKED_NULLS, true);
    options.set(HistoryOptions.WINDOW, WINDOW);
    options.set(HistoryOptions.TTL, TTL);
    options.set(HistoryOptions.ERASURE_MARKER, MARKER);
    options.set(ReleaseOptions.REEMBED_WITHIN, Duration.ofSeconds(1));
    options.set(ReleaseOptions.REEMBED_OTHERS_WITHIN, Duration.ofSeconds(2));
    options.set(EvaluationOptions.SAMPLE, 0.0);
    options.set(TuningOptions.JIT_WARMUP, false);
    options.set(TuningOptions.CPU_THROTTLE, false);
    options.set(TuningOptions.ROCKSDB, false);
    return options;
  }

  /** The options that no seed decides. */
  static JobOptions common(String registry) {
    return JobOptions.from(fixed(registry));
  }
}
