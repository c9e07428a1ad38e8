package io.intereststream.deploy.e2e.simulation;

import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.record.WatchRecords;
import io.intereststream.deploy.audit.record.WatchedEvent;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The events of a schedule, each decoded once. */
final class ReadEvents {
  private final WatchRecords records;
  private final Map<ConsumerRecord<byte[], byte[]>, Optional<WatchedEvent>> read =
      new IdentityHashMap<>();

  ReadEvents(WatchRecords records) {
    this.records = records;
  }

  /** The event of a record with a value; empty if it cannot be used. */
  Optional<WatchedEvent> event(ConsumerRecord<byte[], byte[]> record) {
    return read.computeIfAbsent(record, this::decode);
  }

  private Optional<WatchedEvent> decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(records.event(record.value()));
    } catch (UnusableRecordException e) {
      return Optional.empty();
    }
  }

  /** Returns the viewer that a record erases; empty if its key is not a viewer's id. */
  Optional<String> erasedViewer(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(records.erasedViewer(record.key()));
    } catch (UnusableRecordException e) {
      return Optional.empty();
    }
  }
}
