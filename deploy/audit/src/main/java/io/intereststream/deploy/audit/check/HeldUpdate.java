package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.record.UpdateRecords;
import java.util.ArrayList;
import java.util.List;

/**
 * The update that a reader holds for a viewer after reading the topic: the one with the highest
 * order since the last null value. Values are stored encoded, because decoded ones need five times
 * the memory.
 */
final class HeldUpdate {
  /** An update as it is on the topic. */
  record Published(Update.Order order, byte[] value) {}

  private final UpdateRecords records;
  private final List<Published> all;
  private Published highest;
  private Update.Order last;
  private boolean ended;
  private long repeated;
  private String fault;
  private String difference;

  /**
   * @param every whether to keep every update and not only the highest
   */
  HeldUpdate(UpdateRecords records, boolean every) {
    this.records = records;
    this.all = every ? new ArrayList<>() : null;
  }

  /** Takes the next value of the topic, which may be a null value. */
  void add(byte[] value) {
    if (value == null) {
      highest = null;
      last = null;
      fault = null;
      difference = null;
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
      String found =
          UpdateContent.difference(records.update(highest.value), records.update(update.value));
      if (found != null) {
        difference = "two updates of " + update.order + " differ: " + found;
      }
    } catch (UnusableRecordException e) {
      fault = "an update that cannot be read: " + e.getMessage();
    }
  }

  /** Whether a reader holds an update. */
  boolean isThere() {
    return highest != null;
  }

  /** Whether the last value is null. */
  boolean isEnded() {
    return ended;
  }

  /** The order of the held update. */
  Update.Order order() {
    return highest.order;
  }

  /** The held update. */
  Update update() throws UnusableRecordException {
    return records.update(highest.value);
  }

  /** Whether the last update on the topic is lower than an earlier one. */
  boolean isBehind() {
    return highest != null && last.compareTo(highest.order) < 0;
  }

  /** The order of the last update. */
  Update.Order last() {
    return last;
  }

  /** What is wrong with the updates, without looking at events; null if nothing is wrong. */
  String fault() {
    return fault;
  }

  /**
   * A difference between two updates of one order; null if there is none. It is a fault unless the
   * viewer's events come from several partitions: then a job that was restored may process them in
   * another order (rule 11).
   */
  String difference() {
    return difference;
  }

  /** Number of updates that are not newer than an earlier one. */
  long repeated() {
    return repeated;
  }

  /** All updates except the held one, if {@code every} was set. */
  List<Published> others() {
    return all == null ? List.of() : all.stream().filter(update -> update != highest).toList();
  }

  /** Decodes an update of {@link #others()}. */
  Update decode(Published update) throws UnusableRecordException {
    return records.update(update.value);
  }
}
