package io.intereststream.deploy.audit.baseline;

import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;

/** Histories that the job computed itself, and from which an audit continues without a check. */
public interface TrustedHistories {
  /** Where they come from, for the report. */
  String origin();

  /**
   * Reads them.
   *
   * @param sink receives each viewer
   * @return for each partition, the offset after the last record that the histories include
   */
  Map<TopicPartition, Long> read(BiConsumer<String, KnownViewer> sink);
}
