package io.intereststream.job.update;

import io.intereststream.history.Signal;
import io.intereststream.job.ingest.Watch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The newest event of a viewer whose update is pending. The update is published when the update
 * interval is over.
 *
 * <p>Bytes: length of the event id in UTF-8 (4) | event id | signal (1) | item (8) | event time (8)
 * | partition (4) | offset (8) | Kafka timestamp (8).
 *
 * @param watch the event
 * @param timestamp the Kafka timestamp of its record, epoch ms
 */
public record PendingUpdate(Watch watch, long timestamp) {
  private static final int FIXED = 4 + 1 + 8 + 8 + 4 + 8 + 8;

  int bytes() {
    return FIXED + id().length;
  }

  void write(ByteBuffer out) {
    byte[] id = id();
    out.putInt(id.length).put(id).put((byte) watch.signal.ordinal());
    out.putLong(watch.item).putLong(watch.eventTime).putInt(watch.partition).putLong(watch.offset);
    out.putLong(timestamp);
  }

  /** Reads a pending update; the viewer's id is not part of it. */
  static PendingUpdate read(ByteBuffer in) {
    byte[] id = new byte[in.getInt()];
    in.get(id);
    Watch watch = new Watch();
    watch.eventId = new String(id, StandardCharsets.UTF_8);
    watch.signal = Signal.values()[in.get()];
    watch.item = in.getLong();
    watch.eventTime = in.getLong();
    watch.partition = in.getInt();
    watch.offset = in.getLong();
    return new PendingUpdate(watch, in.getLong());
  }

  private byte[] id() {
    return watch.eventId.getBytes(StandardCharsets.UTF_8);
  }
}
