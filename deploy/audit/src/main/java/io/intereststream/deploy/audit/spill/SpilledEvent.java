package io.intereststream.deploy.audit.spill;

import io.intereststream.deploy.audit.record.Position;
import io.intereststream.deploy.audit.rules.JudgedEvent;
import io.intereststream.deploy.audit.rules.Pair;
import java.nio.ByteBuffer;

/**
 * A positive or negative event, with only what the rules need.
 *
 * @param beyond whether it comes after the noted ends
 */
public record SpilledEvent(
    JudgedEvent event, long timestamp, int partition, long offset, boolean beyond) {
  private static final int BYTES = 4 * Long.BYTES + Integer.BYTES + 2;

  /** Writes the event as bytes. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .putLong(timestamp)
        .putLong(event.pair().time())
        .putLong(event.pair().fingerprint())
        .putLong(offset)
        .putInt(partition)
        .put((byte) event.kind().ordinal())
        .put((byte) (beyond ? 1 : 0))
        .array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static SpilledEvent of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long timestamp = in.getLong();
    Pair pair = new Pair(in.getLong(), in.getLong());
    long offset = in.getLong();
    int partition = in.getInt();
    JudgedEvent event = new JudgedEvent(JudgedEvent.Kind.values()[in.get()], pair, null);
    return new SpilledEvent(event, timestamp, partition, offset, in.get() == 1);
  }

  /** Returns the position of the event. */
  public Position position(String topic) {
    return new Position(topic, partition, offset);
  }
}
