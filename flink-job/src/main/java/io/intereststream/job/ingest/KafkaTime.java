package io.intereststream.job.ingest;

import java.time.Duration;
import java.time.InstantSource;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Kafka time as watermarks: of each partition the newest Kafka timestamp read, of all partitions
 * the lowest (rule 9). A timestamp above the clock does not count, and a partition without records
 * for ten minutes does not count; without any, the time stands still.
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

  /** No time: for a topic whose records do not move Kafka time on. */
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
      // No time comes from it.
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.markIdle();
    }
  }
}
