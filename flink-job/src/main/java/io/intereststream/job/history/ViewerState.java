package io.intereststream.job.history;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What is kept of a viewer between two events, and its byte layout: the history, the number of
 * updates so far, and the encoder's state for that history under the release that made it.
 *
 * <p>Version 2, little endian: version (1 byte) | flags (1) | sequence (8) | changed at (8) | cut
 * time (8) | entries n (4) | n fingerprints (8 each) | n event times (8 each), and, when a release
 * has encoded the history: tag (8) | known (4) | encoder state (4 each, to the end).
 *
 * <p>Version 1, big endian, still read: version (1) | sequence (8) | cut time (8) | entries n (4) |
 * n times fingerprint (8), event time (8).
 *
 * <p>One mutable object is meant to be filled again for each viewer; it is not thread-safe.
 */
public final class ViewerState {
  private static final byte VERSION = 2;
  private static final int HEADER = 1 + 1 + 8 + 8 + 8 + 4;
  private static final int ENTRY = 8 + 8;
  private static final byte WATCHED = 1;
  private static final int ENCODING_HEADER = 8 + 4;

  private final History history;
  private long sequence;
  private long changedAt;
  private boolean watched;
  private boolean encoded;
  private long tag;
  private int known;
  private float[] encoding = new float[0];
  private int encodingSize;

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

  /** Time of the last change of the history, processing time in epoch ms. */
  public long changedAt() {
    return changedAt;
  }

  /** Whether a timer watches over the viewer's time to live. */
  public boolean isWatched() {
    return watched;
  }

  /** Notes that a timer was set for the viewer. */
  public void watch() {
    watched = true;
  }

  /**
   * Counts one more update, caused by a change of the history.
   *
   * @param now processing time in epoch ms
   */
  public void countUpdate(long now) {
    sequence++;
    changedAt = now;
  }

  /** Whether the encoder state belongs to the history under the release with this tag. */
  public boolean isEncodedBy(long releaseTag) {
    return encoded && tag == releaseTag;
  }

  /** Number of entries that the encoder state has taken in. */
  public int known() {
    return known;
  }

  /** Counts one more entry taken into the encoder state. */
  public void countKnown() {
    known++;
  }

  /** The encoder state; only the size that it was started with counts. */
  public float[] encoding() {
    return encoding;
  }

  /** Starts an encoder state of {@code size} zeros under the release with this tag. */
  public void startEncoding(long releaseTag, int size) {
    reserve(size);
    Arrays.fill(encoding, 0, size, 0f);
    encoded = true;
    tag = releaseTag;
    known = 0;
  }

  /** Keeps no encoder state. */
  public void dropEncoding() {
    encoded = false;
    encodingSize = 0;
  }

  /** Fills this object from stored bytes, or with nothing for a new viewer (null). */
  public void read(byte[] bytes) {
    dropEncoding();
    if (bytes == null) {
      history.clear();
      sequence = 0;
      changedAt = 0;
      watched = false;
      return;
    }
    switch (bytes[0]) {
      case 1 -> readVersion1(ByteBuffer.wrap(bytes, 1, bytes.length - 1));
      case VERSION -> readVersion2(buffer(bytes).position(1));
      default ->
          throw new IllegalStateException(
              "viewer state: version " + bytes[0] + " (expected: 1 to " + VERSION + ")");
    }
  }

  private void readVersion1(ByteBuffer in) {
    sequence = in.getLong();
    changedAt = 0;
    watched = false;
    long cutTime = in.getLong();
    history.restore(in.getInt(), cutTime);
    for (int i = 0; i < history.size(); i++) {
      history.set(i, in.getLong(), in.getLong());
    }
  }

  private void readVersion2(ByteBuffer in) {
    watched = (in.get() & WATCHED) != 0;
    sequence = in.getLong();
    changedAt = in.getLong();
    long cutTime = in.getLong();
    history.restore(in.getInt(), cutTime);
    history.read(in);
    encoded = in.hasRemaining();
    if (encoded) {
      tag = in.getLong();
      known = in.getInt();
      reserve(in.remaining() / Float.BYTES);
      in.asFloatBuffer().get(encoding, 0, encodingSize);
    }
  }

  /** The bytes to store. */
  public byte[] write() {
    int size = HEADER + ENTRY * history.size();
    if (encoded) {
      size += ENCODING_HEADER + Float.BYTES * encodingSize;
    }
    byte[] bytes = new byte[size];
    ByteBuffer out = buffer(bytes);
    out.put(VERSION).put(watched ? WATCHED : 0).putLong(sequence).putLong(changedAt);
    out.putLong(history.cutTime()).putInt(history.size());
    history.write(out);
    if (encoded) {
      out.putLong(tag).putInt(known).asFloatBuffer().put(encoding, 0, encodingSize);
    }
    return bytes;
  }

  private void reserve(int size) {
    if (encoding.length < size) {
      encoding = new float[size];
    }
    encodingSize = size;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
