package io.intereststream.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.schema.internal.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;

/** Whatever the bytes, decoding ends in a record or in a {@link RecordDecodeException}. */
@Domain(Records.class)
@Domain(DomainContext.Global.class)
class BrokenBytesTest {

  private static final CodecFactory FACTORY = CodecFactory.singleObject(List.of());

  private final RecordCodec<WatchEvent> events = FACTORY.create(WatchEvent.class, "events");
  private final RecordCodec<InterestUpdate> updates =
      FACTORY.create(InterestUpdate.class, "updates");
  private final RecordCodec<DeadLetter> letters = FACTORY.create(DeadLetter.class, "letters");

  @Property(tries = 300)
  void anyBytes(@ForAll byte[] bytes) {
    refusesOrReads(events, bytes);
    refusesOrReads(updates, bytes);
    refusesOrReads(letters, bytes);
    refusesOrReads(confluent(new MemoryRegistry()), bytes);
  }

  @Property(tries = 300)
  void anyBodyAfterAGoodHeader(@ForAll byte[] body) {
    refusesOrReads(events, withBody(events.encode(Records.watchEvent()), 10, body));
    refusesOrReads(
        updates, withBody(updates.encode(Records.interestUpdate(FloatVector.EMPTY)), 10, body));
    ConfluentCodec<WatchEvent> confluent = confluent(new MemoryRegistry());
    refusesOrReads(confluent, withBody(confluent.encode(Records.watchEvent()), 5, body));
  }

  @Property(tries = 300)
  void changedBytes(
      @ForAll WatchEvent event,
      @ForAll InterestUpdate update,
      @ForAll DeadLetter letter,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 10_000) Integer> places,
      @ForAll byte change) {
    refusesOrReads(events, changed(events.encode(event), places, change));
    refusesOrReads(updates, changed(updates.encode(update), places, change));
    refusesOrReads(letters, changed(letters.encode(letter), places, change));
  }

  @Property(tries = 100)
  void everyTruncationIsRefused(@ForAll InterestUpdate update, @ForAll WatchEvent event) {
    everyTruncationIsRefused(updates, updates.encode(update));
    everyTruncationIsRefused(events, events.encode(event));
  }

  private static void everyTruncationIsRefused(RecordCodec<?> codec, byte[] bytes) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> codec.decode(part)).isInstanceOf(RecordDecodeException.class);
    }
  }

  @Example
  void trailingBytesAreRefused() {
    byte[] bytes = events.encode(Records.watchEvent());
    assertRefused(
        Arrays.copyOf(bytes, bytes.length + 3), "topic events", "3 bytes after the end of");
  }

  @Example
  void otherFormatsAreNamedByTheirFirstBytes() {
    assertRefused("{\"user_id\": 1}".getBytes(StandardCharsets.UTF_8), "7b22", "c301");
    assertRefused(new byte[0], "0 bytes", "c301");
    assertRefused(null, "null", "c301");
  }

  @Example
  void unknownSchemasAreNamedByTheirFingerprint() {
    byte[] bytes = events.encode(Records.watchEvent());
    for (int index = 2; index < 10; index++) {
      bytes[index] = (byte) (0x10 - index);
    }
    assertRefused(bytes, "unknown schema fingerprint 0x0708090a0b0c0d0e");
  }

  @Example
  void recordsOfAnotherTypeAreRefused() {
    assertRefused(letters.encode(Records.deadLetter()), "unknown schema fingerprint");
  }

  @Example
  void lengthsBeyondTheRecordAreRefusedBeforeAnythingIsAllocated() throws Exception {
    byte[] header = Arrays.copyOf(events.encode(Records.watchEvent()), 10);
    for (long length :
        new long[] {-1, 100, Integer.MAX_VALUE - 8, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertRefused(withBody(header, 10, numbers(length)), "string of " + length + " bytes");
    }

    byte[] update = updates.encode(Records.interestUpdate(FloatVector.EMPTY));
    for (long count : new long[] {7, Integer.MAX_VALUE - 8, Long.MAX_VALUE, Long.MIN_VALUE, -9}) {
      // user_id "", generation 0, sequence 0, release "", format 0, then the number of interests.
      byte[] bytes = withBody(update, 10, numbers(0, 0, 0, 0, 0, count, 3));
      assertThatThrownBy(() -> updates.decode(bytes))
          .isInstanceOf(RecordDecodeException.class)
          .hasMessageContaining("block of");
    }
  }

  @Example
  void confluentBytesSayWhatIsWrong() {
    MemoryRegistry registry = new MemoryRegistry();
    ConfluentCodec<WatchEvent> codec = confluent(registry);
    int protobuf = registry.registerText("syntax = \"proto3\";");

    assertThatThrownBy(() -> codec.decode(new byte[] {1, 0, 0, 0, 1}))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContaining("first byte 01 (expected: 00");
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0}))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContaining("4 bytes (expected: at least the 5");
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 1, 0}))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContaining("unknown schema id 256");
    assertThatThrownBy(() -> codec.decode(new byte[] {0, -1, 0, 0, 0}))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContaining("unknown schema id -16777216");
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, (byte) protobuf}))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContaining("cannot be read as Avro: ");
  }

  private void assertRefused(byte[] bytes, String... parts) {
    assertThatThrownBy(() -> events.decode(bytes))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContainingAll(parts);
  }

  private static void refusesOrReads(RecordCodec<? extends SpecificRecord> codec, byte[] bytes) {
    try {
      assertThat(codec.decode(bytes)).isNotNull();
    } catch (RecordDecodeException e) {
      assertThat(e).hasMessageContaining("value on topic ");
    }
  }

  private static ConfluentCodec<WatchEvent> confluent(SchemaRegistry registry) {
    return new ConfluentCodec<>(
        new RecordBody<>(WatchEvent.class, "events"), "events", registry, InstantSource.system());
  }

  private static byte[] withBody(byte[] record, int headerSize, byte[] body) {
    byte[] bytes = Arrays.copyOf(record, headerSize + body.length);
    System.arraycopy(body, 0, bytes, headerSize, body.length);
    return bytes;
  }

  private static byte[] changed(byte[] bytes, List<Integer> places, byte change) {
    for (int place : places) {
      bytes[10 + place % (bytes.length - 10)] ^= change;
    }
    return bytes;
  }

  private static byte[] numbers(long... values) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    for (long value : values) {
      encoder.writeLong(value);
    }
    return out.toByteArray();
  }
}
