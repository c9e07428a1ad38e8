package io.intereststream.deploy.audit.record;

import io.intereststream.deploy.audit.rules.WatchedItem;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.deploy.audit.settings.RecordLimits;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;

/** Reads the records of the watch topic and of the topic of erasures. Not thread-safe. */
public final class WatchRecords {
  private final RecordLimits limits;
  private final RecordReader reader;

  public WatchRecords(AuditSettings settings) {
    limits = settings.limits();
    reader =
        new RecordReader(
            settings.framing(), WriterSchemas.newest("WatchEvent"), limits.attributes());
  }

  /**
   * Reads a watch event.
   *
   * @throws UnusableRecordException if the value is not a valid event within the limits
   */
  public WatchedEvent event(byte[] value) throws UnusableRecordException {
    if (value != null && value.length > limits.recordBytes()) {
      throw tooMany("bytes", value.length, limits.recordBytes());
    }
    GenericRecord record = reader.read(value);
    Collection<?> actions = (Collection<?>) record.get("actions");
    if (actions.size() > limits.actions()) {
      throw tooMany("actions", actions.size(), limits.actions());
    }
    id(record, "event_id");
    String userId = id(record, "user_id");
    List<String> names = actions.stream().map(Object::toString).toList();
    return new WatchedEvent(
        userId,
        new WatchedItem(
            id(record, "item_id"),
            (long) record.get("event_time"),
            (long) record.get("watch_ms"),
            (Long) record.get("duration_ms"),
            names));
  }

  /**
   * Reads the viewer's id from the key of an erasure.
   *
   * @throws UnusableRecordException if the key is not an id
   */
  public String erasedViewer(byte[] key) throws UnusableRecordException {
    if (key == null) {
      throw new UnusableRecordException("null key (expected: a user_id)");
    }
    return Ids.read("key", ByteBuffer.wrap(key), RecordLimits.ERASED_ID_LENGTH);
  }

  private String id(GenericRecord record, String name) throws UnusableRecordException {
    Utf8 utf8 = (Utf8) record.get(name);
    return Ids.read(
        name, ByteBuffer.wrap(utf8.getBytes(), 0, utf8.getByteLength()), limits.idLength());
  }

  private static UnusableRecordException tooMany(String what, int found, int most) {
    return new UnusableRecordException(found + " " + what + " (expected: at most " + most + ")");
  }
}
