package io.intereststream.job.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.job.config.JobConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.apache.flink.util.IOUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RateLimiter;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class RocksDbTuningTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int VALUE_BYTES = 1 << 16;

  private final RocksDBOptionsFactory factory = factory(new Configuration());

  private final List<AutoCloseable> handles = new ArrayList<>();

  private static RocksDBOptionsFactory factory(Configuration configuration) {
    return new EmbeddedRocksDBStateBackend()
        .configure(
            JobConfiguration.withDefaults(configuration), RocksDbTuningTest.class.getClassLoader())
        .getRocksDBOptions();
  }

  @BeforeAll
  static void load() {
    RocksDB.loadLibrary();
  }

  @AfterEach
  void close() throws Exception {
    IOUtils.closeAll(handles);
  }

  @Test
  void readsDeleteNothing() {
    try (DBOptions given = new DBOptions();
        DBOptions used = factory.createDBOptions(given, handles)) {
      assertThat(used.avoidUnnecessaryBlockingIO()).isTrue();
    }
  }

  @Test
  void compactionsAreAsLargeWithSmallWriteBuffers() {
    assertThat(filesThatStartACompaction(32)).isEqualTo(4);
    assertThat(filesThatStartACompaction(8)).isEqualTo(16);
    assertThat(filesThatStartACompaction(256)).isEqualTo(4);
  }

  private int filesThatStartACompaction(long megabytes) {
    try (ColumnFamilyOptions given = new ColumnFamilyOptions().setWriteBufferSize(megabytes << 20);
        ColumnFamilyOptions used = factory.createColumnOptions(given, handles)) {
      return used.levelZeroFileNumCompactionTrigger();
    }
  }

  @Test
  void aCompactionIsPacedAndAFlushIsNot(@TempDir Path folder) throws Exception {
    Configuration configuration =
        new Configuration().set(TuningOptions.COMPACTION_RATE, MemorySize.ofMebiBytes(640));
    try (RocksDB database = open(factory(configuration), folder)) {
      RateLimiter pace =
          handles.stream()
              .filter(RateLimiter.class::isInstance)
              .map(RateLimiter.class::cast)
              .findFirst()
              .orElseThrow();
      byte[] value = new byte[VALUE_BYTES];
      new Random(1).nextBytes(value);
      database.put(new byte[] {0}, value);
      flush(database);
      assertThat(pace.getTotalBytesThrough()).isZero();
      compact(database);
      assertThat(pace.getTotalBytesThrough()).isGreaterThan(VALUE_BYTES);
    }
  }

  @Test
  void filesThatACheckpointKeptAreNotDeletedByTheThreadThatEndsIt(@TempDir Path folder)
      throws Exception {
    try (RocksDB database = open(factory, folder)) {
      for (byte i = 0; i < 3; i++) {
        database.put(new byte[] {0}, new byte[] {i});
        flush(database);
      }
      Set<Path> before = files(folder, ".sst");
      // A checkpoint begins, a compaction ends, the checkpoint ends.
      database.disableFileDeletions();
      compact(database);
      assertThat(files(folder, ".sst")).containsAll(before);
      database.enableFileDeletions(false);
      assertThat(files(folder, ".sst")).hasSize(1).doesNotContainAnyElementsOf(before);
      assertThat(Files.readString(folder.resolve("LOG"))).doesNotContain(".sst immediately");
      awaitNone(folder, ".trash");
    }
  }

  private RocksDB open(RocksDBOptionsFactory used, Path folder) throws RocksDBException {
    try (DBOptions given = new DBOptions().setCreateIfMissing(true);
        ColumnFamilyOptions column = new ColumnFamilyOptions();
        DBOptions made = used.createDBOptions(given, handles);
        Options options = new Options(made, column)) {
      return RocksDB.open(options, folder.toString());
    }
  }

  private static void flush(RocksDB database) throws RocksDBException {
    try (FlushOptions waiting = new FlushOptions()) {
      database.flush(waiting);
    }
  }

  private static void compact(RocksDB database) throws RocksDBException {
    try (CompactRangeOptions all =
        new CompactRangeOptions().setBottommostLevelCompaction(BottommostLevelCompaction.kForce)) {
      database.compactRange(database.getDefaultColumnFamily(), null, null, all);
    }
  }

  private static Set<Path> files(Path folder, String end) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).collect(Collectors.toSet());
    }
  }

  private static void awaitNone(Path folder, String end) {
    await("no file *" + end).atMost(LIMIT).until(() -> files(folder, end).isEmpty());
  }
}
