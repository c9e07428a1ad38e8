package io.intereststream.job.tuning;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** What exists for latency only. */
public final class TuningOptions {
  public static final ConfigOption<MemorySize> COMPACTION_RATE =
      ConfigOptions.key("interest-stream.tuning.compaction-rate")
          .memoryType()
          .defaultValue(MemorySize.ZERO)
          .withDescription(
              "What RocksDB's compactions read in a second at most; they go no faster than they have"
                  + " to, down to a twentieth of that, so that events feel them less. It cost a tenth"
                  + " to a fifth of the highest rate. 0 for no limit.");

  private TuningOptions() {}
}
