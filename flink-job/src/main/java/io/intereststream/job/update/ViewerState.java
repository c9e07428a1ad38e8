package io.intereststream.job.update;

import io.intereststream.history.ViewerHistory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The stored state of a viewer, and its byte layout: the history, the epoch of the last published
 * update, the encoder state, and the pending update.
 *
 * <p>Version 1, little endian: version (1 byte) | flags (1) | changed at (8) | epoch (8) | tag (8)
 * | {@link ViewerHistory}, and depending on the flags: if ENCODED, known (4) | number of floats (4)
 * | encoder state (4 each); if PENDING, {@link PendingUpdate}.
 *
 * <p>Mutable, so that one object can be reused for each viewer; not thread-safe.
 */
public final class ViewerState {
  /** The epoch of a viewer for whom nothing was published. */
  public static final long UNPUBLISHED = 0;

  private static final byte VERSION = 1;
  private static final int CHANGED_AT = 1 + 1;
  private static final int EPOCH = CHANGED_AT + 8;
  private static final int HEADER = EPOCH + 8 + 8;

  private static final int ENCODED = 1;
  private static final int PENDING = 2;

  private final ViewerHistory history;
  private long changedAt;
  private long epoch;
  private boolean encoded;
  private long tag;
  private int known;
  private float[] encoding = new float[0];
  private int encodingSize;
  private PendingUpdate pending;
  private ByteBuffer scratch = buffer(new byte[0]);

  /**
   * The state of a new viewer.
   *
   * @param history object to use for the viewer's history
   */
  public ViewerState(ViewerHistory history) {
    this.history = history;
  }

  /** The viewer's history. */
  public ViewerHistory history() {
    return history;
  }

  /**
   * Processing time at which the history last changed, or at which the pending update that followed
   * was published; epoch ms.
   */
  public long changedAt() {
    return changedAt;
  }

  /**
   * Notes that the history changed.
   *
   * @param now processing time in epoch ms
   */
  public void changed(long now) {
    changedAt = now;
  }

  /** Epoch under which the last update or null value was published, or {@link #UNPUBLISHED}. */
  public long epoch() {
    return epoch;
  }

  /** Whether an update or a null value of this viewer was published. */
  public boolean isPublished() {
    return epoch != UNPUBLISHED;
  }

  /** Notes that an update or a null value was published under an epoch. */
  public void published(long underEpoch) {
    epoch = underEpoch;
  }

  /** Resets the encoder state, the epoch and the pending update when a history ends or begins. */
  public void restart() {
    encodedWhole(0);
    epoch = UNPUBLISHED;
    pending = null;
  }

  /** Whether the viewer's interests are those of the release with this tag. */
  public boolean isOf(long releaseTag) {
    return tag == releaseTag;
  }

  /** Whether there is an encoder state of the release with this tag. */
  public boolean isEncodedBy(long releaseTag) {
    return encoded && tag == releaseTag;
  }

  /** Number of entries that the encoder state contains. */
  public int known() {
    return known;
  }

  /** Adds to the number of entries that the encoder state contains. */
  public void countKnown(int entries) {
    known += entries;
  }

  /** The encoder state; only the size given to {@link #startEncoding} is valid. */
  public float[] encoding() {
    return encoding;
  }

  /** Starts an encoder state of {@code size} zeros for the release with this tag. */
  public void startEncoding(long releaseTag, int size) {
    reserve(size);
    Arrays.fill(encoding, 0, size, 0f);
    encoded = true;
    tag = releaseTag;
    known = 0;
  }

  /**
   * Notes that the release with this tag (0 for none) encoded the history without keeping state.
   */
  public void encodedWhole(long releaseTag) {
    dropEncoding();
    tag = releaseTag;
  }

  /**
   * Notes that the pending update was published.
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

  /** Sets the pending update, in place of an earlier one. */
  public void setPending(PendingUpdate event) {
    pending = event;
  }

  /**
   * Whether these are the stored bytes of a viewer who must be published: because nothing was
   * published yet, or because the last record has a lower epoch and the history changed at or after
   * a time.
   *
   * @param since processing time in epoch ms
   */
  public static boolean isOutdated(byte[] bytes, long since, long epoch) {
    ByteBuffer in = buffer(bytes);
    long published = in.getLong(EPOCH);
    return published == UNPUBLISHED || published < epoch && in.getLong(CHANGED_AT) >= since;
  }

  /** Whether these are the stored bytes of a viewer for whom no event added an entry. */
  static boolean isWithoutInterests(byte[] bytes) {
    return ViewerHistory.sequenceAt(buffer(bytes), HEADER) == 0;
  }

  /** Fills this object from stored bytes; null for a new viewer. */
  public void read(byte[] bytes) {
    restart();
    changedAt = 0;
    if (bytes == null) {
      history.clear();
      return;
    }
    if (bytes[0] != VERSION) {
      throw new IllegalStateException(
          "viewer state: version " + bytes[0] + " (expected: " + VERSION + ")");
    }
    ByteBuffer in = buffer(bytes).position(1);
    int flags = in.get();
    changedAt = in.getLong();
    epoch = in.getLong();
    tag = in.getLong();
    history.read(in);
    encoded = (flags & ENCODED) != 0;
    if (encoded) {
      known = in.getInt();
      reserve(in.getInt());
      in.asFloatBuffer().get(encoding, 0, encodingSize);
      in.position(in.position() + Float.BYTES * encodingSize);
    }
    if ((flags & PENDING) != 0) {
      pending = PendingUpdate.read(in);
    }
  }

  /** The bytes to store. */
  public byte[] write() {
    int most = HEADER + history.mostBytes();
    most += encoded ? 4 + 4 + Float.BYTES * encodingSize : 0;
    most += pending != null ? pending.bytes() : 0;
    if (scratch.capacity() < most) {
      scratch = buffer(new byte[most]);
    }
    ByteBuffer out = scratch.clear();
    out.put(VERSION).put((byte) flags()).putLong(changedAt).putLong(epoch).putLong(tag);
    history.write(out);
    if (encoded) {
      out.putInt(known).putInt(encodingSize);
      out.asFloatBuffer().put(encoding, 0, encodingSize);
      out.position(out.position() + Float.BYTES * encodingSize);
    }
    if (pending != null) {
      pending.write(out);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private int flags() {
    return (encoded ? ENCODED : 0) | (pending != null ? PENDING : 0);
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
