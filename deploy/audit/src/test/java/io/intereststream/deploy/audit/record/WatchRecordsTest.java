package io.intereststream.deploy.audit.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.deploy.audit.fixture.Wire;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.deploy.audit.settings.Framing;
import io.intereststream.deploy.audit.settings.NullValues;
import io.intereststream.deploy.audit.settings.RecordLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

class WatchRecordsTest {
  private static final RecordLimits LIMITS = new RecordLimits(2_000, 3, 2, 8);
  private final WatchRecords records = new WatchRecords(settings(List.of()));

  private static AuditSettings settings(List<String> schemas) {
    return new AuditSettings(
        new Properties(),
        "group",
        null,
        new Framing(schemas, null, Map.of()),
        LIMITS,
        NullValues.DEAD_LETTERS,
        null,
        Duration.ZERO,
        null);
  }

  private static GenericRecord watch() {
    GenericRecord record = Wire.watch("u1", "i1", 1000, List.of("LIKE"));
    record.put("event_id", "e");
    return record;
  }

  private void isUnusable(byte[] value, String text) {
    assertThatThrownBy(() -> records.event(value))
        .isInstanceOf(UnusableRecordException.class)
        .hasMessageContaining(text);
  }

  private static GenericRecord with(String field, Object value) {
    GenericRecord record = watch();
    record.put(field, value);
    return record;
  }

  @Test
  void anEventIsRead() throws Exception {
    WatchedEvent event = records.event(Wire.singleObject(watch()));
    assertThat(event.userId()).isEqualTo("u1");
    assertThat(event.item().itemId()).isEqualTo("i1");
    assertThat(event.item().eventTime()).isEqualTo(1000);
    assertThat(event.item().watchMs()).isEqualTo(20_000);
    assertThat(event.item().durationMs()).isEqualTo(15_000);
    assertThat(event.item().actions()).containsExactly("LIKE");
  }

  @Test
  void nothingButAnEventIsUsable() {
    isUnusable(null, "null value");
    isUnusable(new byte[0], "no single-object header");
    isUnusable(new byte[] {1, 2, 3}, "no single-object header");
    isUnusable(Wire.singleObject(Wire.letter("t", 0, 0)), "unknown schema fingerprint");
  }

  @Test
  void trailingBytesAreUnusable() {
    byte[] value = Wire.singleObject(watch());
    isUnusable(Arrays.copyOf(value, value.length + 1), "trailing bytes");
  }

  @Test
  void limitsHold() {
    isUnusable(
        Wire.singleObject(with("actions", Collections.nCopies(4, action("LIKE")))), "4 actions");
    isUnusable(
        Wire.singleObject(with("attributes", Map.of("a", "1", "b", "2", "c", "3"))),
        "3 attributes");
    isUnusable(Wire.singleObject(with("item_id", "123456789")), "item_id: 9 characters");
    isUnusable(Wire.singleObject(with("user_id", "")), "user_id: 0 characters");
    isUnusable(Wire.singleObject(with("surface", "s".repeat(2_000))), "bytes (expected: at most");
  }

  private static Object action(String name) {
    return ((List<?>) Wire.watch("u", "i", 0, List.of(name)).get("actions")).get(0);
  }

  @Test
  void idsMustBeUtf8() {
    isUnusable(
        Wire.singleObject(with("user_id", new Utf8(new byte[] {'a', (byte) 0xFF}))), "not UTF-8");
    assertThatThrownBy(() -> records.erasedViewer(new byte[] {(byte) 0xC0}))
        .hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> records.erasedViewer(null)).hasMessageContaining("null key");
  }

  /** Lengths and counts that exceed the record must not make the reader allocate as much. */
  @Test
  void hugeLengthsAndCountsAreUnusable() {
    byte[] value = Wire.singleObject(watch());
    byte[] header = Arrays.copyOf(value, 10);
    isUnusable(append(header, varint(2_000_000_000L)), "length 2000000000");
    isUnusable(append(header, varint(-5)), "length -5");
    isUnusable(append(header, varint(Long.MAX_VALUE)), "length");
    byte[] start =
        append(
            header,
            string("e"),
            string("u"),
            string("i"),
            varint(1),
            varint(1),
            varint(0),
            varint(300_000_000L));
    isUnusable(start, "block of 300000000 items");
    isUnusable(append(Arrays.copyOf(start, start.length - 5), varint(Long.MIN_VALUE)), "");
  }

  @Test
  void anyBrokenBytesAreUnusableOrAnEvent() {
    Random random = new Random(11);
    byte[] whole = Wire.singleObject(watch());
    int unusable = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] value = Arrays.copyOf(whole, 11 + random.nextInt(whole.length - 10));
      value[10 + random.nextInt(value.length - 10)] = (byte) random.nextInt();
      try {
        records.event(value);
      } catch (UnusableRecordException e) {
        unusable++;
      }
    }
    assertThat(unusable).isBetween(10_000, 20_000);
  }

  @Test
  void aNewerProducersFieldsAndActionsAreUnderstood() throws Exception {
    Schema newer =
        new Schema.Parser()
            .parse(
                Wire.schema("WatchEvent")
                    .toString()
                    .replace("\"OTHER\"]", "\"OTHER\",\"REPORT\"]")
                    .replace(
                        "{\"name\":\"surface\"",
                        "{\"name\":\"seat\",\"type\":\"double\",\"default\":0},{\"name\":\"surface\""));
    GenericRecord record = new GenericData.Record(newer);
    watch().getSchema().getFields().forEach(f -> record.put(f.name(), watch().get(f.name())));
    record.put("seat", 1.5);
    record.put(
        "actions",
        List.of(
            new GenericData.EnumSymbol(
                newer.getField("actions").schema().getElementType(), "REPORT")));
    byte[] value = Wire.singleObject(record);
    isUnusable(value, "unknown schema fingerprint");
    assertThat(new WatchRecords(settings(List.of(newer.toString()))).event(value).item().actions())
        .containsExactly("OTHER");
  }

  @Test
  void updatesAndLettersAreRead() throws Exception {
    GenericRecord update = Wire.began(Wire.update("u", 5, 6, 7, "r", 2), "watch-events", 1, 2);
    update.put("interests", List.of(Wire.interest(3, 0.5f, List.of(1f, 2f))));
    update.put("general", List.of(4f));
    UpdateRecords updates = new UpdateRecords(settings(List.of()).framing());
    Update read = updates.update(Wire.singleObject(update));
    assertThat(read)
        .isEqualTo(
            new Update(
                "u",
                new Update.Order(5, 6, 7),
                "r",
                new Position("watch-events", 1, 2),
                2,
                List.of(
                    new Update.Interest(
                        3, 0.5f, new UpdateVector(VectorFormat.FLOAT, List.of(1f, 2f), 0))),
                new UpdateVector(VectorFormat.FLOAT, List.of(4f), 0)));
    assertThat(updates.order(Wire.singleObject(update)))
        .isEqualTo(new UpdateRecords.Head("u", new Update.Order(5, 6, 7), "r"));
    assertThat(
            new LetterRecords(settings(List.of()).framing())
                .about(Wire.singleObject(Wire.letter("a-topic-1", 3, 4))))
        .isEqualTo(new Position("a-topic-1", 3, 4))
        .isEqualTo(Position.of("a-topic-1-3@4"));
  }

  private static byte[] append(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }

  private static byte[] string(String text) {
    return append(varint(text.length()), text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] varint(long value) {
    ByteBuffer out = ByteBuffer.allocate(10);
    for (long left = value << 1 ^ value >> 63; ; left >>>= 7) {
      if ((left & ~0x7FL) == 0) {
        out.put((byte) left);
        return Arrays.copyOf(out.array(), out.position());
      }
      out.put((byte) (left & 0x7F | 0x80));
    }
  }
}
