package io.intereststream.deploy.e2e.simulation;

import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.record.UpdateRecords;
import io.intereststream.job.publish.OutputRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A reader of the update topic: holds of each viewer the update with the highest order. */
final class Reader {
  /**
   * The updates of a viewer.
   *
   * @param highest update, which the reader holds
   * @param last update on the topic, which compaction keeps
   */
  record Held(Update highest, Update last) {}

  private record Published(Update.Order order, byte[] value) {}

  private final UpdateRecords records;
  private final Map<String, Published> highest = new HashMap<>();
  private final Map<String, Published> last = new HashMap<>();
  private final Map<Long, String> releases = new HashMap<>();
  private int read;

  Reader(UpdateRecords records) {
    this.records = records;
  }

  /** Continues to read the topic, to its end. */
  void readTo(List<OutputRecord> topic) throws UnusableRecordException {
    for (; read < topic.size(); read++) {
      OutputRecord record = topic.get(read);
      String viewer = new String(record.key, StandardCharsets.UTF_8);
      if (record.value == null) {
        highest.remove(viewer);
        last.remove(viewer);
      } else {
        take(viewer, record.value);
      }
    }
  }

  private void take(String viewer, byte[] value) throws UnusableRecordException {
    UpdateRecords.Head head = records.order(value);
    String other = releases.putIfAbsent(head.order().epoch(), head.release());
    if (other != null && !other.equals(head.release())) {
      throw new AssertionError(
          "epoch %d: release %s (expected: %s, which had it before)"
              .formatted(head.order().epoch(), head.release(), other));
    }
    Published update = new Published(head.order(), value);
    last.put(viewer, update);
    highest.merge(
        viewer, update, (before, now) -> now.order.compareTo(before.order) >= 0 ? now : before);
  }

  /** The updates of a viewer; null if there are none. */
  Held held(String viewer) throws UnusableRecordException {
    Published most = highest.get(viewer);
    if (most == null) {
      return null;
    }
    Update update = records.update(most.value);
    Published newest = last.get(viewer);
    return new Held(update, newest == most ? update : records.update(newest.value));
  }

  /** All viewers of whom there is an update. */
  Iterable<String> viewers() {
    return highest.keySet();
  }
}
