package io.intereststream.job.tuning;

import java.util.Collection;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.state.rocksdb.ConfigurableRocksDBOptionsFactory;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.RateLimiter;
import org.rocksdb.RateLimiterMode;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileManager;

/**
 * Options of RocksDB, so that it does not stop a subtask; {@link TuningOptions#ROCKSDB} switches
 * them off.
 *
 * <p>Deletion: RocksDB deletes files on its own threads. By default, the thread that used a file or
 * a write buffer last deletes it. This stopped a subtask for up to 0.1 s after a read or an
 * iterator, and for 0.5 s if a compaction had replaced files during a checkpoint.
 *
 * <p>Compaction: it starts when level 0 has about 128 MB (four files of 32 MB), even if the write
 * buffers are smaller. Small buffers, which RocksDB flushes quickly at a checkpoint, therefore do
 * not cause more compactions.
 *
 * <p>Compaction rate ({@link TuningOptions#COMPACTION_RATE}): at full speed, a compaction takes a
 * core for a second or more. The p99 latency of updates in such a second is 200 to 970 ms; in other
 * seconds it is 20 to 25 ms. RocksDB adjusts the rate automatically. Only compaction reads are
 * rate-limited, not writes, because a checkpoint waits for the write buffer: with limited writes, a
 * checkpoint stopped a subtask for 93 ms.
 */
public final class RocksDbTuning implements ConfigurableRocksDBOptionsFactory {
  private static final long serialVersionUID = 1L;

  /** So high that it does not slow deletion down; without a rate, RocksDB deletes immediately. */
  private static final long DELETED_BYTES_PER_SECOND = 1L << 30;

  /**
   * If more than this share of the database waits for deletion, RocksDB deletes immediately. So
   * high that this never happens.
   */
  private static final double ALL_OF_IT = 1e9;

  /** A file is deleted as a whole, because a checkpoint may share it. */
  private static final long UNDIVIDED = 0;

  /** A file is synced to disk in steps of this size, not as a whole at its end. */
  private static final long BYTES_PER_SYNC = 1L << 20;

  /**
   * Refill period of the rate limiter. RocksDB adjusts the rate by a twentieth every 100 periods.
   */
  private static final long REFILL_MICROS = 5000;

  /** RocksDB's default. */
  private static final int FAIRNESS = 10;

  private static final long COMPACTED_BYTES = 128L << 20;
  private static final long LEAST_FILES = 4;

  private long compactionRate;

  /** The options that are set unless the user sets them; none if this is switched off. */
  public static Configuration defaults(ReadableConfig configuration) {
    Configuration defaults = new Configuration();
    if (!configuration.get(TuningOptions.ROCKSDB)) {
      return defaults;
    }
    // Compression does not make vectors and fingerprints smaller, and took an eighth of the job's
    // time.
    defaults.set(
        RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL, List.of(CompressionType.NO_COMPRESSION));
    // Without it, RocksDB searches for a viewer in files that do not contain it.
    defaults.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    // A checkpoint stops the updater while RocksDB flushes the buffer, so the buffer must not be
    // larger. A smaller one would flush values that are soon overwritten.
    defaults.set(RocksDBConfigurableOptions.WRITE_BUFFER_SIZE, MemorySize.ofMebiBytes(32));
    defaults.set(RocksDBOptions.OPTIONS_FACTORY, RocksDbTuning.class.getName());
    return defaults;
  }

  @Override
  public RocksDbTuning configure(ReadableConfig configuration) {
    compactionRate = configuration.get(TuningOptions.COMPACTION_RATE).getBytes();
    return this;
  }

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> handlesToClose) {
    SstFileManager files = fileManager();
    handlesToClose.add(files);
    if (compactionRate > 0) {
      RateLimiter limiter =
          new RateLimiter(
              compactionRate, REFILL_MICROS, FAIRNESS, RateLimiterMode.READS_ONLY, true);
      handlesToClose.add(limiter);
      current.setRateLimiter(limiter);
    }
    return current
        .setAvoidUnnecessaryBlockingIO(true)
        .setSstFileManager(files)
        .setBytesPerSync(BYTES_PER_SYNC);
  }

  private static SstFileManager fileManager() {
    try {
      return new SstFileManager(
          Env.getDefault(), null, DELETED_BYTES_PER_SECOND, ALL_OF_IT, UNDIVIDED);
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> handlesToClose) {
    int files = (int) Math.max(LEAST_FILES, COMPACTED_BYTES / current.writeBufferSize());
    // The limits for slowing down and stopping writes, in RocksDB's default proportions.
    return current
        .setLevelZeroFileNumCompactionTrigger(files)
        .setLevelZeroSlowdownWritesTrigger(5 * files)
        .setLevelZeroStopWritesTrigger(9 * files);
  }
}
