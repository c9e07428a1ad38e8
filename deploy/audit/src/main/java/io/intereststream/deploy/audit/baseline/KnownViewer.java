package io.intereststream.deploy.audit.baseline;

import io.intereststream.deploy.audit.record.Position;
import io.intereststream.deploy.audit.rules.Pair;
import io.intereststream.deploy.audit.rules.ViewerHistory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a baseline knows about a viewer.
 *
 * @param history history at the baseline's positions, with the generation from the job
 * @param began first event of the history; null if it has none
 */
public record KnownViewer(ViewerHistory history, Position began) {
  private static final int NONE = -1;

  /** Writes this as bytes. */
  public byte[] toBytes() {
    byte[] topic = began == null ? new byte[0] : began.topic().getBytes(StandardCharsets.UTF_8);
    int pairs = history.entries().size() + history.negatives().size() + 1;
    ByteBuffer out =
        ByteBuffer.allocate(80 + topic.length + pairs * 2 * Long.BYTES)
            .putLong(history.generation())
            .putLong(history.sequence());
    put(out, history.newest());
    put(out, history.erasedAt());
    put(out, history.cut() == null ? List.of() : List.of(history.cut()));
    put(out, history.entries());
    put(out, history.negatives());
    if (began == null) {
      out.putInt(NONE);
    } else {
      out.putInt(topic.length).put(topic).putInt(began.partition()).putLong(began.offset());
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /** Reads what {@link #toBytes} wrote. */
  public static KnownViewer of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long generation = in.getLong();
    long sequence = in.getLong();
    Long newest = optional(in);
    Long erasedAt = optional(in);
    List<Pair> cut = pairs(in);
    List<Pair> entries = pairs(in);
    List<Pair> negatives = pairs(in);
    Position began = null;
    int length = in.getInt();
    if (length != NONE) {
      byte[] topic = new byte[length];
      in.get(topic);
      began = new Position(new String(topic, StandardCharsets.UTF_8), in.getInt(), in.getLong());
    }
    return new KnownViewer(
        new ViewerHistory(
            generation,
            sequence,
            entries,
            cut.isEmpty() ? null : cut.get(0),
            negatives,
            newest,
            erasedAt),
        began);
  }

  private static void put(ByteBuffer out, Long value) {
    out.put((byte) (value == null ? 0 : 1)).putLong(value == null ? 0 : value);
  }

  private static Long optional(ByteBuffer in) {
    boolean there = in.get() == 1;
    long value = in.getLong();
    return there ? (Long) value : null;
  }

  private static void put(ByteBuffer out, List<Pair> pairs) {
    out.putInt(pairs.size());
    pairs.forEach(pair -> out.putLong(pair.time()).putLong(pair.fingerprint()));
  }

  private static List<Pair> pairs(ByteBuffer in) {
    int count = in.getInt();
    List<Pair> pairs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      pairs.add(new Pair(in.getLong(), in.getLong()));
    }
    return pairs;
  }
}
