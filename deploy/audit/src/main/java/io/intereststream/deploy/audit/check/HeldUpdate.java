package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.record.UpdateRecords;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reader holds of a viewer after its updates, in the order of the topic: the one with the
 * highest order since the last null value. Values stay encoded: decoded they take five times the
 * memory.
 */
final class HeldUpdate {
  /** An update as it lies on the topic. */
  record Published(Update.Order order, byte[] value) {}

  private final UpdateRecords records;
  private final List<Published> all;
  private Published highest;
  private Update.Order last;
  private boolean ended;
  private long repeated;
  private String fault;

  /**
   * @param every whether to keep every update and not only the highest
   */
  HeldUpdate(UpdateRecords records, boolean every) {
    this.records = records;
    this.all = every ? new ArrayList<>() : null;
  }

  /** Takes the next value of the topic, null for an erasure. */
  void add(byte[] value) {
    if (value == null) {
      highest = null;
      last = null;
      fault = null;
      ended = true;
      return;
    }
    ended = false;
    Published update;
    try {
      update = new Published(records.order(value).order(), value);
    } catch (UnusableRecordException e) {
      fault = "an update that cannot be read: " + e.getMessage();
      return;
    }
    int order = highest == null ? 1 : update.order.compareTo(highest.order);
    if (highest != null && order <= 0) {
      repeated++;
    }
    if (highest != null && order == 0) {
      compareRepeated(update);
    }
    if (order >= 0) {
      highest = update;
    }
    last = update.order;
    if (all != null) {
      all.add(update);
    }
  }

  private void compareRepeated(Published update) {
    try {
      String difference =
          UpdateContent.difference(records.update(highest.value), records.update(update.value));
      if (difference != null) {
        fault = "two updates of " + update.order + " differ: " + difference;
      }
    } catch (UnusableRecordException e) {
      fault = "an update that cannot be read: " + e.getMessage();
    }
  }

  /** Whether the reader holds an update. */
  boolean isThere() {
    return highest != null;
  }

  /** Whether the last value is null. */
  boolean isEnded() {
    return ended;
  }

  /** The order of the update that is held. */
  Update.Order order() {
    return highest.order;
  }

  /** The update that is held. */
  Update update() throws UnusableRecordException {
    return records.update(highest.value);
  }

  /** Whether the last update on the topic is below one before it; null if it is not. */
  boolean isBehind() {
    return highest != null && last.compareTo(highest.order) < 0;
  }

  /** The order of the last update. */
  Update.Order last() {
    return last;
  }

  /** What is wrong with the updates by themselves; null if nothing is. */
  String fault() {
    return fault;
  }

  /** Number of updates that are not newer than the one before. */
  long repeated() {
    return repeated;
  }

  /** All updates but the held one, if they are kept. */
  List<Published> others() {
    return all == null ? List.of() : all.stream().filter(update -> update != highest).toList();
  }

  /** Decodes an update of {@link #others()}. */
  Update decode(Published update) throws UnusableRecordException {
    return records.update(update.value);
  }
}
