package io.intereststream.deploy.cli.replay;

import java.util.ArrayDeque;

/**
 * The position up to which every event was acknowledged. Acknowledgements come from the broker out
 * of order, since partitions do not wait for each other. Thread-safe.
 */
final class Acknowledgements {

  /** One event on its way. */
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

  /** The position of the last event before which, and including which, all are acknowledged. */
  synchronized long position() {
    return position;
  }

  /** How many events were acknowledged. */
  synchronized long count() {
    return count;
  }
}
