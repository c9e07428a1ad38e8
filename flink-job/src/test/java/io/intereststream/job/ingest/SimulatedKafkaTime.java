package io.intereststream.job.ingest;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.RelativeClock;

/**
 * Kafka time over all partitions of the watch topic. One real watermark generator for each
 * partition, and the minimum of their watermarks.
 */
public final class SimulatedKafkaTime {
  private final List<Partition> partitions = new ArrayList<>();
  private long time = Long.MIN_VALUE;

  /** A partition's generator and its last watermark. */
  private static final class Partition implements WatermarkOutput {
    private final WatermarkGenerator<SourceRecord> generator;
    private long watermark = Long.MIN_VALUE;
    private boolean idle;

    Partition(WatermarkGenerator<SourceRecord> generator) {
      this.generator = generator;
    }

    @Override
    public void emitWatermark(Watermark mark) {
      watermark = mark.getTimestamp();
      idle = false;
    }

    @Override
    public void markIdle() {
      idle = true;
    }

    @Override
    public void markActive() {
      idle = false;
    }
  }

  /** The clock that Flink passes to a generator. */
  private record Context(InstantSource clock)
      implements WatermarkGeneratorSupplier.Context, RelativeClock {
    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup();
    }

    @Override
    public RelativeClock getInputActivityClock() {
      return this;
    }

    @Override
    public long relativeTimeMillis() {
      return clock.millis();
    }

    @Override
    public long relativeTimeNanos() {
      return clock.millis() * 1_000_000;
    }
  }

  public SimulatedKafkaTime(int partitions, InstantSource clock) {
    for (int i = 0; i < partitions; i++) {
      this.partitions.add(
          new Partition(KafkaTime.ofWatches(clock).createWatermarkGenerator(new Context(clock))));
    }
  }

  /** Takes a record in. */
  public void read(SourceRecord record) {
    Partition partition = partitions.get(record.partition);
    partition.generator.onEvent(record, record.timestamp, partition);
  }

  /**
   * Lets the generators emit watermarks, as Flink does every 200 ms.
   *
   * @return Kafka time, epoch ms; the lowest long before there is any
   */
  public long emit() {
    partitions.forEach(partition -> partition.generator.onPeriodicEmit(partition));
    long lowest = Long.MAX_VALUE;
    for (Partition partition : partitions) {
      lowest = partition.idle ? lowest : Math.min(lowest, partition.watermark);
    }
    if (lowest != Long.MAX_VALUE) {
      time = Math.max(time, lowest);
    }
    return time;
  }
}
