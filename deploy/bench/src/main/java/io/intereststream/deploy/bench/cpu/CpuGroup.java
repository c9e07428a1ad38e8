package io.intereststream.deploy.bench.cpu;

import java.util.List;
import java.util.Locale;

/**
 * The groups of threads of a Flink process that runs the job. A thread belongs to the group that
 * has the beginning of its name. Linux keeps 15 characters of a name; newer JVMs write the first
 * seven and the last six, with two dots between them.
 */
public enum CpuGroup {
  /** The updater with the writers chained to it: encoder, state, Avro, {@code send}. */
  UPDATER("interest-updater", "updater "),
  /** Sources with the decoder and the writer of dead letters chained to them. */
  SOURCE("Source: "),
  /** Kafka's consumers. */
  FETCHER("Source Data Fetcher"),
  /** The I/O threads of Kafka's producers. */
  PRODUCER("kafka-producer-network-thread"),
  /** Flink's network between tasks. */
  NETTY("Flink Netty"),
  /** The threads that flush network buffers, and timers. */
  FLUSHERS("OutputFlusher for", "Time Trigger for", "System Time Trigger"),
  /** RocksDB's flushes and compactions. */
  ROCKSDB("rocksdb:"),
  /** The asynchronous part of checkpoints, including the upload. */
  CHECKPOINT("AsyncOperations", "Flink-RocksDBStateDataTransfer"),
  /** Garbage collection and the JVM's other threads, except its compilers. */
  GC(
      "GC Thread",
      "G1 ",
      "VM Thread",
      "VM Periodic Task",
      "Reference Handler",
      "Finalizer",
      "Monitor Deflation",
      "Service Thread",
      "Signal Dispatcher",
      "Notification Thread",
      "Common-Cleaner"),
  /** The JIT compilers. Not part of any total. */
  JIT("C1 CompilerThread", "C2 CompilerThread", "Sweeper thread"),
  /** All others, such as Flink's RPC, heartbeats and metrics. */
  OTHER();

  private static final String CUT = "..";

  private final List<String> beginnings;

  CpuGroup(String... beginnings) {
    this.beginnings = List.of(beginnings);
  }

  /** The group of a thread with this name. */
  static CpuGroup of(String name) {
    int cut = name.indexOf(CUT);
    for (CpuGroup group : values()) {
      for (String beginning : group.beginnings) {
        boolean whole = name.startsWith(kept(beginning));
        if (whole || cut > 0 && beginning.startsWith(name.substring(0, cut))) {
          return group;
        }
      }
    }
    return OTHER;
  }

  /** What Linux keeps of a name. */
  private static String kept(String name) {
    return name.substring(0, Math.min(ThreadCpu.NAME_LENGTH, name.length()));
  }

  /** The name in reports. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
