package io.intereststream.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.schema.RecordDecodeException.Fault;
import io.intereststream.schema.internal.RegisteredSchema;
import io.intereststream.schema.internal.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** What a registry may have as the schema of a producer, and how often it is asked. */
class WriterSchemasTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String WATCH_EVENT = WatchEvent.getClassSchema().toString();
  private static final String ACTION =
      WatchEvent.getClassSchema().getField("actions").schema().getElementType().toString();

  /** The same, as it stands in the record of its namespace. */
  private static final String IN_PLACE =
      ACTION.replace("\"namespace\":\"io.intereststream.schema\",", "");

  private final Map<Integer, RegisteredSchema> registered = new HashMap<>();
  private int requests;
  private boolean down;
  private Instant now = NOW;
  private final ConfluentCodec<WatchEvent> codec =
      new ConfluentCodec<>(
          new RecordBody<>(WatchEvent.class, "events"), "events", new Registry(), () -> now);

  private final class Registry implements SchemaRegistry {
    @Override
    public int register(String subject, Schema schema) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<RegisteredSchema> schema(int id) {
      requests++;
      if (down) {
        throw new UncheckedIOException(new java.io.IOException("down"));
      }
      return Optional.ofNullable(registered.get(id));
    }

    @Override
    public String toString() {
      return "memory:";
    }
  }

  /** The bytes of an event under a registered schema. */
  private byte[] event(int id) throws Exception {
    Schema schema = registered.get(id).parse();
    GenericRecord record = new GenericData.Record(schema);
    WatchEvent event = Records.watchEvent();
    for (Schema.Field field : schema.getFields()) {
      Schema.Field own = event.getSchema().getField(field.name());
      record.put(field.pos(), own == null ? "Ulm" : event.get(own.pos()));
    }
    record.put("event_time", event.getEventTime().toEpochMilli());
    record.put(
        "actions",
        List.of(
            new GenericData.EnumSymbol(
                schema.getField("actions").schema().getElementType(), "LIKE")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(5).putInt(1, id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema, GenericData.get()).write(record, encoder);
    return out.toByteArray();
  }

  private void assertRead(int id) throws Exception {
    WatchEvent read = codec.decode(event(id));
    assertThat(read.getUserId()).isEqualTo("u-1");
    assertThat(read.getActions()).containsExactly(Action.LIKE);
  }

  private void assertFault(int id, Fault fault, String message) {
    byte[] bytes = ByteBuffer.allocate(9).putInt(1, id).array();
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOfSatisfying(
            RecordDecodeException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageContaining(message);
  }

  @Test
  void aNamespaceWithAHyphenIsRead() throws Exception {
    registered.put(
        4,
        new RegisteredSchema(
            WATCH_EVENT.replace("io.intereststream.schema", "com.acme.feed-events"), List.of()));
    assertRead(4);
  }

  @Test
  void aDefaultThatIsNotOfItsFieldsTypeIsRead() throws Exception {
    registered.put(
        3,
        new RegisteredSchema(
            WATCH_EVENT.replaceFirst(
                "\"fields\":\\[",
                "\"fields\":[{\"name\":\"city\",\"type\":\"string\",\"default\":null},"),
            List.of()));
    assertRead(3);
  }

  @Test
  void aTypeOfAnotherSubjectIsRead() throws Exception {
    String action = ACTION.replace("io.intereststream.schema", "com.acme");
    registered.put(
        17,
        new RegisteredSchema(
            WATCH_EVENT.replace(IN_PLACE, "\"com.acme.Action\""), List.of(action)));
    assertThat(registered.get(17).text()).doesNotContain("FOLLOW");
    assertRead(17);
  }

  @Test
  void anUnknownIdIsAskedForOnceAMinute() throws Exception {
    for (int record = 0; record < 100; record++) {
      assertFault(
          9, Fault.UNKNOWN_SCHEMA, "unknown schema id 9 (expected: one that registry memory:");
    }
    assertThat(requests).isEqualTo(1);

    registered.put(9, new RegisteredSchema(WATCH_EVENT, List.of()));
    now = NOW.plus(SchemaRefusals.REMEMBERED_FOR).minusMillis(1);
    assertFault(9, Fault.UNKNOWN_SCHEMA, "unknown schema id 9");
    now = NOW.plus(SchemaRefusals.REMEMBERED_FOR);
    assertRead(9);
    assertThat(requests).isEqualTo(2);
  }

  @Test
  void aSchemaThatIsOfNoUseIsAskedForOnceAMinuteToo() {
    registered.put(5, new RegisteredSchema("syntax = \"proto3\";", List.of()));
    assertFault(5, Fault.UNUSABLE_SCHEMA, "schema id 5 at registry memory:: cannot be read");
    assertFault(5, Fault.UNUSABLE_SCHEMA, "schema id 5 at registry memory:: cannot be read");
    registered.put(
        6, new RegisteredSchema(WATCH_EVENT.replace(IN_PLACE, "\"com.acme.Gone\""), List.of()));
    assertFault(6, Fault.UNUSABLE_SCHEMA, "Gone");
    assertFault(6, Fault.UNUSABLE_SCHEMA, "Gone");
    assertThat(requests).isEqualTo(2);
  }

  @Test
  void aSchemaNestedWithoutEndIsOfNoUse() {
    String deep =
        "{\"type\":\"array\",\"items\":".repeat(100_000) + "\"long\"" + "}".repeat(100_000);
    registered.put(7, new RegisteredSchema(deep, List.of()));
    assertFault(7, Fault.UNUSABLE_SCHEMA, "schema id 7");
  }

  @Test
  void aRegistryThatIsDownIsNotRemembered() throws Exception {
    registered.put(8, new RegisteredSchema(WATCH_EVENT, List.of()));
    byte[] event = event(8);
    down = true;
    assertThatThrownBy(() -> codec.decode(event)).isInstanceOf(UncheckedIOException.class);
    down = false;
    assertRead(8);
  }

  @Test
  void ofTooManyUnknownIdsTheOldestIsForgotten() {
    for (int id = 1; id <= 10_001; id++) {
      assertFault(id, Fault.UNKNOWN_SCHEMA, "unknown schema id " + id);
    }
    assertFault(10_001, Fault.UNKNOWN_SCHEMA, "unknown schema id");
    assertThat(requests).isEqualTo(10_001);
    assertFault(1, Fault.UNKNOWN_SCHEMA, "unknown schema id");
    assertThat(requests).isEqualTo(10_002);
  }
}
