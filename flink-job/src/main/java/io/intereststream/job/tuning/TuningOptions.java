package io.intereststream.job.tuning;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Options that only affect latency. They do not change any result. */
public final class TuningOptions {
  public static final ConfigOption<Boolean> JIT_WARMUP =
      ConfigOptions.key("interest-stream.tuning.jit-warmup")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "Whether each subtask, before its first event, encodes and discards updates and"
                  + " release events 10,000 times. Without this, the JVM has to recompile code"
                  + " after a release change, while events wait; this took 0.3 to 1.5 s in our"
                  + " measurements.");

  public static final ConfigOption<Boolean> REENCODE_BATCH =
      ConfigOptions.key("interest-stream.tuning.reencode-batch")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "Whether the job waits up to 10 ms before it encodes a whole history, to encode up to"
                  + " eight together, which takes half the time. Whole histories are encoded for"
                  + " viewers who are new or not yet encoded by the active release, and if an"
                  + " event cut the history or changed its middle. `false` encodes each history"
                  + " immediately and alone.");

  public static final ConfigOption<Boolean> CPU_THROTTLE =
      ConfigOptions.key("interest-stream.tuning.cpu-throttle")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "Whether the job loads a new release, and fills its table for online evaluation,"
                  + " at a sixteenth of full speed while another release is active, so that"
                  + " loading does not delay updates. `false` loads at full speed.");

  public static final ConfigOption<Boolean> ROCKSDB =
      ConfigOptions.key("interest-stream.tuning.rocksdb")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "Whether the job sets these options of RocksDB unless you set them: no"
                  + " compression, a Bloom filter, write buffers of 32 MB, and an options"
                  + " factory that makes RocksDB delete files on its own threads and keeps the"
                  + " size of compactions independent of the write buffers. `false` keeps"
                  + " Flink's defaults, with which a subtask sometimes stops for up to 640 ms.");

  public static final ConfigOption<MemorySize> COMPACTION_RATE =
      ConfigOptions.key("interest-stream.tuning.compaction-rate")
          .memoryType()
          .defaultValue(MemorySize.ZERO)
          .withDescription(
              "Maximum number of bytes that RocksDB's compactions read per second, so that"
                  + " they delay events less. RocksDB lowers this limit automatically, down to a"
                  + " twentieth, while compactions keep up. In our measurements, the limit"
                  + " lowered the highest rate of events by a tenth to a fifth. 0 for no limit."
                  + " Needs `interest-stream.tuning.rocksdb`.");

  private TuningOptions() {}
}
