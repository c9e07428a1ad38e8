package io.intereststream.job.update;

import io.intereststream.history.History;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What is stored of a viewer, and its byte layout: the history, the number of changes so far, the
 * encoder's state for that history, and the pending update.
 *
 * <p>Version 3, little endian: version (1 byte) | flags (1) | sequence (8) | changed at (8) | cut
 * time (8) | tag (8) | entries n (4) | n fingerprints (8 each) | n event times (8 each), and as the
 * flags say: ENCODED, known (4) | floats (4) | encoder state as {@link Sparse}; PENDING, {@link
 * PendingUpdate}.
 *
 * <p>Mutable, so that one object can be filled again for each viewer; not thread-safe.
 */
public final class ViewerState {
  private static final byte VERSION = 3;
  private static final int HEADER = 1 + 1 + 8 + 8 + 8 + 8 + 4;
  private static final int CHANGED_AT = 1 + 1 + 8;
  private static final int TAG = CHANGED_AT + 8 + 8;
  private static final int ENTRY = 8 + 8;
  private static final int EXPIRY_TIMER = 1;
  private static final int ENCODED = 2;
  private static final int PENDING = 4;

  private final History history;
  private long sequence;
  private long changedAt;
  private boolean hasExpiryTimer;
  private boolean encoded;
  private long tag;
  private int known;
  private float[] encoding = new float[0];
  private int encodingSize;
  private PendingUpdate pending;
  private ByteBuffer scratch = buffer(new byte[0]);

  /** An empty state whose history has the given window and slack; see {@link History}. */
  public ViewerState(int window, int slack) {
    this.history = new History(window, slack);
  }

  /** The viewer's history. */
  public History history() {
    return history;
  }

  /** Number of events that have changed the history so far. */
  public long sequence() {
    return sequence;
  }

  /**
   * Time of the last change of the history, or of the pending update that followed it; processing
   * time in epoch ms.
   */
  public long changedAt() {
    return changedAt;
  }

  /** Whether a timer is set for the end of the viewer's time to live. */
  public boolean hasExpiryTimer() {
    return hasExpiryTimer;
  }

  /** Notes that the timer is set. */
  public void setExpiryTimer() {
    hasExpiryTimer = true;
  }

  /**
   * Counts one more change of the history.
   *
   * @param now processing time in epoch ms
   */
  public void countChange(long now) {
    sequence++;
    changedAt = now;
  }

  /** Whether the viewer's interests are those of the release with this tag. */
  public boolean isOf(long releaseTag) {
    return tag == releaseTag;
  }

  /** Whether there is an encoder state of the history under the release with this tag. */
  public boolean isEncodedBy(long releaseTag) {
    return encoded && tag == releaseTag;
  }

  /** Number of entries that the encoder state has taken in. */
  public int known() {
    return known;
  }

  /** Counts entries that the encoder state has taken in. */
  public void countKnown(int entries) {
    known += entries;
  }

  /** The encoder state; only the size that it was started with is valid. */
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

  /** Keeps no encoder state; the release with this tag has encoded the whole history. */
  public void encodedWhole(long releaseTag) {
    dropEncoding();
    tag = releaseTag;
  }

  /**
   * Notes that the pending update is published.
   *
   * @param now processing time in epoch ms
   */
  public void clearPending(long now) {
    pending = null;
    changedAt = now;
  }

  /** The event whose update is pending; null if there is none. */
  public PendingUpdate pending() {
    return pending;
  }

  /** Makes an event's update the pending one, in place of the one before. */
  public void setPending(PendingUpdate event) {
    pending = event;
  }

  /**
   * Whether stored bytes are those of a viewer with a change since a time and with interests of
   * another release than the one with this tag.
   *
   * @param since processing time in epoch ms
   */
  public static boolean isOutdated(byte[] bytes, long since, long releaseTag) {
    ByteBuffer in = buffer(bytes);
    return in.getLong(CHANGED_AT) >= since && in.getLong(TAG) != releaseTag;
  }

  /** Fills this object from stored bytes; null for a new viewer. */
  public void read(byte[] bytes) {
    dropEncoding();
    tag = 0;
    pending = null;
    if (bytes == null) {
      history.clear();
      sequence = 0;
      changedAt = 0;
      hasExpiryTimer = false;
      return;
    }
    if (bytes[0] != VERSION) {
      throw new IllegalStateException(
          "viewer state: version " + bytes[0] + " (expected: " + VERSION + ")");
    }
    ByteBuffer in = buffer(bytes).position(1);
    int flags = in.get();
    hasExpiryTimer = (flags & EXPIRY_TIMER) != 0;
    sequence = in.getLong();
    changedAt = in.getLong();
    long cutTime = in.getLong();
    tag = in.getLong();
    history.restore(in.getInt(), cutTime);
    history.read(in);
    encoded = (flags & ENCODED) != 0;
    if (encoded) {
      known = in.getInt();
      reserve(in.getInt());
      Sparse.read(in, encoding, encodingSize);
    }
    if ((flags & PENDING) != 0) {
      pending = PendingUpdate.read(in);
    }
  }

  /** The bytes to store. */
  public byte[] write() {
    int most = HEADER + ENTRY * history.size();
    most += encoded ? 4 + 4 + Sparse.mostBytes(encodingSize) : 0;
    most += pending != null ? pending.bytes() : 0;
    if (scratch.capacity() < most) {
      scratch = buffer(new byte[most]);
    }
    ByteBuffer out = scratch.clear();
    out.put(VERSION).put((byte) flags()).putLong(sequence).putLong(changedAt);
    out.putLong(history.cutTime()).putLong(tag).putInt(history.size());
    history.write(out);
    if (encoded) {
      out.putInt(known).putInt(encodingSize);
      Sparse.write(encoding, encodingSize, out);
    }
    if (pending != null) {
      pending.write(out);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private int flags() {
    return (hasExpiryTimer ? EXPIRY_TIMER : 0)
        | (encoded ? ENCODED : 0)
        | (pending != null ? PENDING : 0);
  }

  /** Drops the encoder state; the tag stays. */
  public void dropEncoding() {
    encoded = false;
    encodingSize = 0;
  }

  private void reserve(int size) {
    encoding = grown(encoding, size);
    encodingSize = size;
  }

  private static float[] grown(float[] values, int size) {
    return values.length < size ? new float[size] : values;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
