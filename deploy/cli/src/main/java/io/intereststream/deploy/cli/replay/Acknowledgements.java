package io.intereststream.deploy.cli.replay;

import java.util.ArrayDeque;

/**
 * Tracks the row up to which all events are acknowledged. The broker acknowledges out of order,
 * since partitions are independent. Thread-safe.
 */
final class Acknowledgements {

  /** An event that was sent and is not yet acknowledged. */
  static final class Pending {
    private final long position;
    private boolean acknowledged;

    private Pending(long position) {
      this.position = position;
    }
  }

  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private long position;
  private long count;

  Acknowledgements(long position) {
    this.position = position;
  }

  synchronized Pending sent(long eventPosition) {
    Pending event = new Pending(eventPosition);
    pending.add(event);
    return event;
  }

  synchronized void acknowledge(Pending event) {
    event.acknowledged = true;
    count++;
    while (!pending.isEmpty() && pending.peek().acknowledged) {
      position = pending.remove().position;
    }
  }

  /** The row of the last event up to which all events are acknowledged. */
  synchronized long position() {
    return position;
  }

  /** Number of acknowledged events. */
  synchronized long count() {
    return count;
  }
}
