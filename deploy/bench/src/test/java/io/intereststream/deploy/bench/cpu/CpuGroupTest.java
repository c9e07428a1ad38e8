package io.intereststream.deploy.bench.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuGroupTest {
  /** Names as Linux has them, cut to 15 characters, and as newer JVMs shorten them. */
  @ParameterizedTest
  @CsvSource({
    "interest-update, UPDATER",
    "interes..(1/2)#0, UPDATER",
    "updater 1, UPDATER",
    "Source: watch-e, SOURCE",
    "Source Data Fet, FETCHER",
    "kafka-producer-, PRODUCER",
    "Flink Netty Cli, NETTY",
    "OutputFlusher f, FLUSHERS",
    "Time Trigger fo, FLUSHERS",
    "rocksdb:low, ROCKSDB",
    "rocksdb:high, ROCKSDB",
    "AsyncOperations, CHECKPOINT",
    "Flink-RocksDBSt, CHECKPOINT",
    "GC Thread#1, GC",
    "G1 Conc#0, GC",
    "VM Thread, GC",
    "VM Periodic Tas, GC",
    "C1 CompilerThre, JIT",
    "C2 Comp..hread0, JIT",
    "Sweeper thread, JIT",
    "flink-pekko.act, OTHER",
    "release-judge (, OTHER",
    "java, OTHER",
  })
  void aThreadBelongsToTheGroupThatHasTheBeginningOfItsName(String name, CpuGroup group) {
    assertThat(CpuGroup.of(name)).isEqualTo(group);
  }
}
