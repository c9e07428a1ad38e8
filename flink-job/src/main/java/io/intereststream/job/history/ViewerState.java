package io.intereststream.job.history;

import java.nio.ByteBuffer;

/**
 * What is kept of a viewer between two events, and its byte layout.
 *
 * <p>Version 1, big endian: version (1 byte) | sequence (8) | cut time (8) | entries n (4) | n
 * times fingerprint (8), event time (8).
 *
 * <p>One mutable object is meant to be filled again for each viewer; it is not thread-safe.
 */
public final class ViewerState {
  private static final byte VERSION = 1;
  private static final int HEADER = 1 + 8 + 8 + 4;
  private static final int ENTRY = 8 + 8;

  private final History history;
  private long sequence;

  /** An empty state whose history has the given window and slack; see {@link History}. */
  public ViewerState(int window, int slack) {
    this.history = new History(window, slack);
  }

  /** The viewer's history. */
  public History history() {
    return history;
  }

  /** Number of updates published for the viewer so far. */
  public long sequence() {
    return sequence;
  }

  /** Counts one more update and returns its sequence number, 1 for the first. */
  public long nextSequence() {
    return ++sequence;
  }

  /** Fills this object from stored bytes, or with nothing for a new viewer (null). */
  public void read(byte[] bytes) {
    if (bytes == null) {
      history.clear();
      sequence = 0;
      return;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalStateException(
          "viewer state: version " + version + " (expected: at most " + VERSION + ")");
    }
    sequence = in.getLong();
    long cutTime = in.getLong();
    int count = in.getInt();
    history.restore(count, cutTime);
    for (int i = 0; i < count; i++) {
      history.set(i, in.getLong(), in.getLong());
    }
  }

  /** The bytes to store. */
  public byte[] write() {
    ByteBuffer out = ByteBuffer.allocate(HEADER + ENTRY * history.size());
    out.put(VERSION).putLong(sequence).putLong(history.cutTime()).putInt(history.size());
    for (int i = 0; i < history.size(); i++) {
      out.putLong(history.item(i)).putLong(history.time(i));
    }
    return out.array();
  }
}
