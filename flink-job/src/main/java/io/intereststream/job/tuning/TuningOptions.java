package io.intereststream.job.tuning;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Options of what exists for latency only. They do not change any result. */
public final class TuningOptions {
  public static final ConfigOption<Boolean> JIT_WARMUP =
      ConfigOptions.key("interest-stream.tuning.jit-warmup")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "Whether code that otherwise runs only on a release change runs 10,000 times before"
                  + " the first event, so that the JVM does not have to compile the path of an event"
                  + " again in the second after a release change (0.3 to 0.6 s each time).");

  public static final ConfigOption<Boolean> REENCODE_BATCH =
      ConfigOptions.key("interest-stream.tuning.reencode-batch")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "Whether up to eight viewers who are new, or not yet encoded by the active release,"
                  + " wait up to 10 ms for each other and are encoded together, which takes half"
                  + " the time. `false` encodes each viewer at once.");

  public static final ConfigOption<Boolean> CPU_THROTTLE =
      ConfigOptions.key("interest-stream.tuning.cpu-throttle")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "Whether a release is loaded, and its table for online evaluation filled, at a"
                  + " sixteenth of the speed while another release is active, so that updates are"
                  + " not delayed. `false` loads at full speed.");

  public static final ConfigOption<Boolean> ROCKSDB =
      ConfigOptions.key("interest-stream.tuning.rocksdb")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "Whether the job sets options of RocksDB that you do not set: no compression, a bloom"
                  + " filter, write buffers of 32 MB, and an options factory that has RocksDB"
                  + " delete files on its own threads and compact as much at a time as with large"
                  + " write buffers. `false` leaves Flink's defaults, with which a subtask stops for"
                  + " up to half a second now and then.");

  public static final ConfigOption<MemorySize> COMPACTION_RATE =
      ConfigOptions.key("interest-stream.tuning.compaction-rate")
          .memoryType()
          .defaultValue(MemorySize.ZERO)
          .withDescription(
              "Most bytes that RocksDB's compactions read in a second. They go no faster than they"
                  + " have to, down to a twentieth of the rate, so that events are delayed less; the"
                  + " highest rate of events was a tenth to a fifth lower with it. 0 for no limit."
                  + " Needs `interest-stream.tuning.rocksdb`.");

  private TuningOptions() {}
}
