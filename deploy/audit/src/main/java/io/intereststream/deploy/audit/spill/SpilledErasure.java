package io.intereststream.deploy.audit.spill;

import java.nio.ByteBuffer;

/**
 * An erasure of a viewer.
 *
 * @param timestamp Kafka timestamp in epoch ms
 * @param partition partition of the watch topic; {@value #ELSEWHERE} if it is on the topic of
 *     erasures
 * @param offset offset in that partition
 * @param beyond whether it comes after the noted ends
 */
public record SpilledErasure(long timestamp, int partition, long offset, boolean beyond) {
  /** The partition of an erasure that is not on the watch topic. */
  public static final int ELSEWHERE = -1;

  /** Writes the erasure as bytes. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES + 1)
        .putLong(timestamp)
        .putInt(partition)
        .putLong(offset)
        .put((byte) (beyond ? 1 : 0))
        .array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static SpilledErasure of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new SpilledErasure(in.getLong(), in.getInt(), in.getLong(), in.get() == 1);
  }
}
