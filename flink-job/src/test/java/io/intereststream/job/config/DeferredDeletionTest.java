package io.intereststream.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.junit.jupiter.api.Test;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;

class DeferredDeletionTest {
  @Test
  void theJobsBackendDeletesInTheBackground() {
    RocksDB.loadLibrary();
    RocksDBOptionsFactory factory =
        new EmbeddedRocksDBStateBackend()
            .configure(
                JobConfiguration.withDefaults(new Configuration()),
                DeferredDeletionTest.class.getClassLoader())
            .getRocksDBOptions();
    try (DBOptions given = new DBOptions();
        DBOptions used = factory.createDBOptions(given, new ArrayList<>())) {
      assertThat(used.avoidUnnecessaryBlockingIO()).isTrue();
    }
  }
}
