package io.intereststream.job.update;

import io.intereststream.history.History;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What is kept of a viewer between two events, and its byte layout: the history, the number of
 * changes so far, the encoder's state for that history, and what is needed to hold updates back.
 *
 * <p>Version 3, little endian: version (1 byte) | flags (1) | sequence (8) | changed at (8) | cut
 * time (8) | tag (8) | entries n (4) | n fingerprints (8 each) | n event times (8 each), and as the
 * flags say: ENCODED, known (4) | floats (4) | encoder state as {@link Sparse}; HELD_BACK, {@link
 * PendingUpdate}; PUBLISHED, floats (4) | what was published last (4 each).
 *
 * <p>Still read: version 2, whose header has no tag, and whose encoder state is tag (8) | known (4)
 * | floats (4 each, to the end); version 1, big endian: version (1) | sequence (8) | cut time (8) |
 * entries n (4) | n times fingerprint (8), event time (8).
 *
 * <p>One mutable object is meant to be filled again for each viewer; it is not thread-safe.
 */
public final class ViewerState {
  private static final byte VERSION = 3;
  private static final int HEADER = 1 + 1 + 8 + 8 + 8 + 8 + 4;
  private static final int CHANGED_AT = 1 + 1 + 8;
  private static final int TAG = CHANGED_AT + 8 + 8;
  private static final int ENTRY = 8 + 8;
  private static final int WATCHED = 1;
  private static final int ENCODED = 2;
  private static final int HELD_BACK = 4;
  private static final int PUBLISHED = 8;

  private final History history;
  private long sequence;
  private long changedAt;
  private boolean watched;
  private boolean encoded;
  private long tag;
  private int known;
  private float[] encoding = new float[0];
  private int encodingSize;
  private PendingUpdate heldBack;
  private float[] published = new float[0];
  private int publishedSize;
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
   * Time of the last change of the history, or of the held-back update that followed it; processing
   * time in epoch ms.
   */
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

  /** Keeps no encoder state, the release with this tag having encoded the whole history. */
  public void encodedWhole(long releaseTag) {
    dropEncoding();
    tag = releaseTag;
  }

  /**
   * Notes that an update that was held back is published.
   *
   * @param now processing time in epoch ms
   */
  public void letOut(long now) {
    heldBack = null;
    changedAt = now;
  }

  /** The event whose update is held back; null if none is. */
  public PendingUpdate heldBack() {
    return heldBack;
  }

  /** Holds an event's update back, in place of the one before. */
  public void holdBack(PendingUpdate event) {
    heldBack = event;
  }

  /** Number of floats of {@link #published}. */
  public int publishedSize() {
    return publishedSize;
  }

  /** What was kept of the interests that were published last. */
  public float[] published() {
    return published;
  }

  /** Makes room for {@code size} floats of what is published, and returns the array to fill. */
  public float[] keepPublished(int size) {
    published = grown(published, size);
    publishedSize = size;
    return published;
  }

  /**
   * Whether stored bytes are those of a viewer with a change since a time and with interests of
   * another release than the one with this tag. For bytes of older versions the answer is yes.
   *
   * @param since processing time in epoch ms
   */
  public static boolean isOutdated(byte[] bytes, long since, long releaseTag) {
    ByteBuffer in = buffer(bytes);
    return bytes[0] != VERSION || in.getLong(CHANGED_AT) >= since && in.getLong(TAG) != releaseTag;
  }

  /** Fills this object from stored bytes, or with nothing for a new viewer (null). */
  public void read(byte[] bytes) {
    dropEncoding();
    tag = 0;
    heldBack = null;
    publishedSize = 0;
    if (bytes == null) {
      history.clear();
      sequence = 0;
      changedAt = 0;
      watched = false;
      return;
    }
    switch (bytes[0]) {
      case 1 -> readVersion1(ByteBuffer.wrap(bytes, 1, bytes.length - 1));
      case 2 -> readVersion2(buffer(bytes).position(1));
      case VERSION -> readVersion3(buffer(bytes).position(1));
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

  private void readVersion3(ByteBuffer in) {
    int flags = in.get();
    watched = (flags & WATCHED) != 0;
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
    if ((flags & HELD_BACK) != 0) {
      heldBack = PendingUpdate.read(in);
    }
    if ((flags & PUBLISHED) != 0) {
      float[] floats = keepPublished(in.getInt());
      in.asFloatBuffer().get(floats, 0, publishedSize);
    }
  }

  /** The bytes to store. */
  public byte[] write() {
    int most = HEADER + ENTRY * history.size();
    most += encoded ? 4 + 4 + Sparse.mostBytes(encodingSize) : 0;
    most += heldBack != null ? heldBack.bytes() : 0;
    most += publishedSize > 0 ? 4 + Float.BYTES * publishedSize : 0;
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
    if (heldBack != null) {
      heldBack.write(out);
    }
    if (publishedSize > 0) {
      out.putInt(publishedSize);
      out.asFloatBuffer().put(published, 0, publishedSize);
      out.position(out.position() + Float.BYTES * publishedSize);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private int flags() {
    return (watched ? WATCHED : 0)
        | (encoded ? ENCODED : 0)
        | (heldBack != null ? HELD_BACK : 0)
        | (publishedSize > 0 ? PUBLISHED : 0);
  }

  /** Keeps no encoder state; whose interests the viewer's are is still known. */
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
