package io.intereststream.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.schema.RecordDecodeException.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the codec of watch events reads, and what it rejects before it allocates anything. */
@Domain(Records.class)
@Domain(DomainContext.Global.class)
class WatchEventLimitsTest {

  private final RecordCodec<WatchEvent> whole =
      CodecFactory.singleObject(List.of()).create(WatchEvent.class, "events");
  private final RecordCodec<WatchEvent> limited =
      CodecFactory.singleObject(List.of()).watchEvents("events", new DecodeLimits(4, 3));

  private static void assertFault(ThrowingCallable decoding, Fault fault, String message) {
    assertThatThrownBy(decoding)
        .isInstanceOfSatisfying(
            RecordDecodeException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageContaining(message);
  }

  @Property(tries = 300)
  void withinTheLimitsAllIsReadButSurfaceAndAttributes(@ForAll WatchEvent event) throws Exception {
    event.setActions(event.getActions().subList(0, Math.min(4, event.getActions().size())));
    Map<String, String> attributes = new HashMap<>();
    event.getAttributes().entrySet().stream()
        .limit(3)
        .forEach(entry -> attributes.put(entry.getKey(), entry.getValue()));
    event.setAttributes(attributes);

    WatchEvent read = limited.decode(whole.encode(event));
    assertThat(read)
        .isEqualTo(WatchEvent.newBuilder(event).setSurface("").setAttributes(Map.of()).build());
    assertThat(read.getAttributes()).isEmpty();
  }

  @Property(tries = 300)
  void beyondALimitTheRecordIsRejectedByItsName(@ForAll WatchEvent event) {
    event.setActions(Collections.nCopies(5, Action.LIKE));
    assertFault(
        () -> limited.decode(whole.encode(event)),
        Fault.TOO_MANY_ITEMS,
        "5 array items (expected: at most 4)");
    event.setActions(List.of());
    event.setAttributes(Map.of("1", "", "2", "", "3", "", "4", ""));
    assertFault(
        () -> limited.decode(whole.encode(event)),
        Fault.TOO_MANY_ENTRIES,
        "4 map entries (expected: at most 3)");
  }

  @Example
  void itemsInManyBlocksAreCountedTogether() throws Exception {
    byte[] actions = numbers(2, 0, 0, 2, 0, 0, 1, 0, 0);
    assertFault(
        () -> limited.decode(event(actions, numbers(0))), Fault.TOO_MANY_ITEMS, "5 array items");
    // Blocks of entries that give their size in bytes, so that they can be skipped unread.
    byte[] entries = numbers(-2, 4, 0, 0, 0, 0, -2, 4, 0, 0, 0, 0, 0);
    assertFault(
        () -> limited.decode(event(numbers(0), entries)), Fault.TOO_MANY_ENTRIES, "4 map entries");
    assertThat(limited.decode(event(numbers(2, 0, 0, 2, 0, 0, 0), numbers(0))).getActions())
        .hasSize(4);
  }

  @Example
  void threeHundredMillionActionsAreRejectedByTheirCount() throws Exception {
    int count = 300_000_000;
    byte[] event = event(numbers(count), new byte[0]);
    byte[] bytes = Arrays.copyOf(event, event.length + count + 2);
    long before = Runtime.getRuntime().totalMemory();
    assertFault(() -> limited.decode(bytes), Fault.TOO_MANY_ITEMS, "300000000 array items");
    assertThat(Runtime.getRuntime().totalMemory() - before).isLessThan(64 << 20);
  }

  @Example
  void textsThatAreNotUtf8AreRejectedAndTheReplacementCharacterIsNot() throws Exception {
    byte[] bytes = whole.encode(Records.watchEvent());
    for (String id : List.of("e-1", "u-1", "v-1")) {
      byte[] latin = replace(bytes, id, new byte[] {'R', (byte) 0xE9, '1'});
      assertFault(() -> limited.decode(latin), Fault.NOT_UTF8, "3 bytes that are not UTF-8");
    }
    WatchEvent event = Records.watchEvent();
    event.setUserId("\uFFFD");
    assertThat(limited.decode(whole.encode(event)).getUserId()).isEqualTo("\uFFFD");
  }

  @Example
  void bytesThatAWriterUsesForAnIdMustBeUtf8Too() throws Exception {
    Schema writer =
        new Schema.Parser()
            .parse(
                WatchEvent.getClassSchema()
                    .toString()
                    .replaceFirst(
                        "\"user_id\",\"type\":\\{[^}]*}", "\"user_id\",\"type\":\"bytes\""));
    RecordCodec<WatchEvent> codec =
        CodecFactory.singleObject(List.of(writer.toString()))
            .watchEvents("events", new DecodeLimits(4, 3));
    byte[] good = whole.encode(Records.watchEvent());
    long fingerprint = Long.reverseBytes(SchemaNormalization.parsingFingerprint64(writer));
    java.nio.ByteBuffer.wrap(good).putLong(2, fingerprint);

    assertThat(codec.decode(good).getUserId()).isEqualTo("u-1");
    byte[] latin = replace(good, "u-1", new byte[] {'R', (byte) 0xE9, '1'});
    assertFault(() -> codec.decode(latin), Fault.NOT_UTF8, "3 bytes that are not UTF-8");
  }

  private static byte[] replace(byte[] bytes, String text, byte[] by) {
    byte[] copy = bytes.clone();
    byte[] sought = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at + sought.length <= copy.length; at++) {
      if (Arrays.equals(copy, at, at + sought.length, sought, 0, sought.length)) {
        System.arraycopy(by, 0, copy, at, by.length);
        return copy;
      }
    }
    throw new IllegalArgumentException(text);
  }

  /** An event with the given bytes for its actions and attributes. */
  private byte[] event(byte[] actions, byte[] attributes) throws IOException {
    WatchEvent event = Records.watchEvent();
    event.setEventTime(Instant.EPOCH);
    event.setActions(List.of());
    byte[] bytes = whole.encode(event);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // The last three bytes are the empty actions, surface and attributes.
    out.write(bytes, 0, bytes.length - 3);
    out.writeBytes(actions);
    out.write(0);
    out.writeBytes(attributes);
    return out.toByteArray();
  }

  private static byte[] numbers(long... values) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    for (long value : values) {
      encoder.writeLong(value);
    }
    return out.toByteArray();
  }
}
