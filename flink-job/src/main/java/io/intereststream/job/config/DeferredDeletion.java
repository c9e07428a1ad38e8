package io.intereststream.job.config;

import java.util.Collection;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;

/**
 * Has RocksDB's background threads delete write buffers and files that a read or an iterator was
 * the last to hold. By default the thread that let go does, which stopped a subtask for up to a
 * tenth of a second.
 */
public final class DeferredDeletion implements RocksDBOptionsFactory {
  private static final long serialVersionUID = 1L;

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> handlesToClose) {
    return current.setAvoidUnnecessaryBlockingIO(true);
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> handlesToClose) {
    return current;
  }
}
