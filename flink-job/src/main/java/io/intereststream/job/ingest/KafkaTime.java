package io.intereststream.job.ingest;

import java.time.Duration;
import java.time.InstantSource;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Emits Kafka time as watermarks (rule 9): the newest Kafka timestamp read from each partition, and
 * of these the lowest. Timestamps in the future are ignored, and so are partitions without records
 * for ten minutes. If all partitions are idle, Kafka time does not advance.
 */
public final class KafkaTime implements WatermarkGenerator<SourceRecord> {
  private static final Duration IDLE_AFTER = Duration.ofMinutes(10);

  private final InstantSource clock;
  private long newest = Long.MIN_VALUE;

  KafkaTime(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The Kafka time of the watch topic.
   *
   * @param clock serializable
   */
  public static WatermarkStrategy<SourceRecord> ofWatches(InstantSource clock) {
    return WatermarkStrategy.forGenerator(context -> new KafkaTime(clock)).withIdleness(IDLE_AFTER);
  }

  /** No watermarks, for a topic whose records do not advance Kafka time. */
  public static <T> WatermarkStrategy<T> none() {
    return WatermarkStrategy.forGenerator(context -> new Idle<>());
  }

  @Override
  public void onEvent(SourceRecord event, long timestamp, WatermarkOutput output) {
    if (timestamp > newest && timestamp <= clock.millis()) {
      newest = timestamp;
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (newest != Long.MIN_VALUE) {
      output.emitWatermark(new Watermark(newest));
    }
  }

  private static final class Idle<T> implements WatermarkGenerator<T> {
    @Override
    public void onEvent(T event, long timestamp, WatermarkOutput output) {
      // Its records do not advance Kafka time.
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.markIdle();
    }
  }
}
