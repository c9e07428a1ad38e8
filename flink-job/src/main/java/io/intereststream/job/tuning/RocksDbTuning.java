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
 * <p>Deletion: RocksDB deletes on threads of its own. By default the thread that was the last to
 * need something does: write buffers and files that a read or an iterator held stopped a subtask
 * for up to a tenth of a second, files that a compaction had replaced during a checkpoint for half
 * of one.
 *
 * <p>Compaction: it reads as many bytes as with four files of 32 MB, however small the write
 * buffers are, so that small buffers, which a checkpoint writes quickly, do not mean more
 * compactions.
 *
 * <p>Compaction rate ({@link TuningOptions#COMPACTION_RATE}): at full speed a compaction takes a
 * core for a second or more, with a p99 of 200 to 970 ms against 20 to 25 in other seconds. RocksDB
 * finds the rate by itself. Only compaction reads are rate-limited, not writes, since a checkpoint
 * waits for the write buffer: with writes limited too a checkpoint paused a subtask for 93 ms.
 */
public final class RocksDbTuning implements ConfigurableRocksDBOptionsFactory {
  private static final long serialVersionUID = 1L;

  /** So high that it slows nothing down; without a rate files are deleted at once. */
  private static final long DELETED_BYTES_PER_SECOND = 1L << 30;

  /** Share of the database that may wait for its deletion, beyond which it is not deferred. */
  private static final double ALL_OF_IT = 1e9;

  /** A file is deleted as a whole, since a checkpoint may share it. */
  private static final long UNDIVIDED = 0;

  /** A file is synced to the disk in such steps, not as a whole at its end. */
  private static final long BYTES_PER_SYNC = 1L << 20;

  /** A hundred of these between two adjustments of the rate, each by a twentieth. */
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
    // Without it a viewer is looked up in files that do not have it.
    defaults.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    // A checkpoint stops the updater while it writes the buffer out; smaller buffers write out
    // what is overwritten a moment later.
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
    // Writers are slowed down and stopped in RocksDB's own proportions.
    return current
        .setLevelZeroFileNumCompactionTrigger(files)
        .setLevelZeroSlowdownWritesTrigger(5 * files)
        .setLevelZeroStopWritesTrigger(9 * files);
  }
}
