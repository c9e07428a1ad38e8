package io.intereststream.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.schema.internal.ReleasedSchemas;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

class EvolutionTest {

  private static final Schema NEWER_EVENT =
      newer(
          WatchEvent.class,
          "{\"name\":\"item_id\"",
          "{\"name\":\"devices\",\"type\":{\"type\":\"array\",\"items\":{\"type\":\"map\","
              + "\"values\":\"bytes\"}},\"default\":[]},{\"name\":\"item_id\"");

  @Test
  void aFieldThatANewerProducerAddedIsSkipped() throws Exception {
    GenericRecord event = watchEvent(NEWER_EVENT);
    event.put("devices", List.of(Map.of("a", ByteBuffer.allocate(3)), Map.<String, Object>of()));

    assertThat(decode(WatchEvent.class, NEWER_EVENT, event))
        .isEqualTo(
            WatchEvent.newBuilder(Records.watchEvent()).setActions(List.of(Action.LIKE)).build());
  }

  @Test
  void fieldsThatAnOlderProducerDoesNotHaveGetTheirDefaults() throws Exception {
    String json = ReleasedSchemas.newest(WatchEvent.class).toString();
    Schema older =
        new Schema.Parser().parse(json.substring(0, json.indexOf(",{\"name\":\"duration")) + "]}");
    GenericRecord event = new GenericData.Record(older);
    older.getFields().forEach(field -> event.put(field.pos(), sample(field)));

    WatchEvent read = decode(WatchEvent.class, older, event);
    assertThat(read.getDurationMs()).isNull();
    assertThat(read.getActions()).isEmpty();
    assertThat(read.getSurface()).isEmpty();
    assertThat(read.getAttributes()).isEmpty();
  }

  @Test
  void newSymbolsAreReadAsOther() throws Exception {
    Schema events = newer(WatchEvent.class, "\"HIDE\",", "\"HIDE\",\"BOOKMARK\",");
    GenericRecord event = watchEvent(events);
    Schema action = events.getField("actions").schema().getElementType();
    event.put(
        "actions",
        List.of(
            new GenericData.EnumSymbol(action, "BOOKMARK"),
            new GenericData.EnumSymbol(action, "HIDE")));
    assertThat(decode(WatchEvent.class, events, event).getActions())
        .containsExactly(Action.OTHER, Action.HIDE);

    Schema updates = newer(InterestUpdate.class, "\"WATCH\",", "\"MERGE\",\"WATCH\",");
    GenericRecord update = new GenericData.Record(updates);
    InterestUpdate expected = Records.interestUpdate(FloatVector.of());
    expected
        .getSchema()
        .getFields()
        .forEach(field -> update.put(field.pos(), expected.get(field.pos())));
    update.put("processed_at", expected.getProcessedAt().toEpochMilli());
    update.put("interests", List.of());
    update.put("cause", new GenericData.EnumSymbol(updates.getField("cause").schema(), "MERGE"));
    assertThat(decode(InterestUpdate.class, updates, update).getCause()).isEqualTo(Cause.OTHER);
  }

  @Test
  void vectorsOfANewerProducerAreReadPacked() throws Exception {
    Schema updates =
        newer(
            InterestUpdate.class,
            "{\"name\":\"weight\"",
            "{\"name\":\"label\",\"type\":\"string\",\"default\":\"\"},{\"name\":\"weight\"");
    GenericRecord update = new GenericData.Record(updates);
    InterestUpdate expected = Records.interestUpdate(FloatVector.of(1, 2, 3));
    for (Schema.Field field : expected.getSchema().getFields()) {
      update.put(field.name(), expected.get(field.pos()));
    }
    Schema interests = updates.getField("interests").schema().getElementType();
    GenericRecord interest = new GenericData.Record(interests);
    interest.put("category", 3);
    interest.put("label", "cats");
    interest.put("weight", 0.5f);
    interest.put("vector", FloatVector.of(1, 2, 3));
    interest.put("vector_bytes", ByteBuffer.allocate(0));
    interest.put("vector_scale", 0f);
    update.put("interests", List.of(interest));
    update.put("processed_at", expected.getProcessedAt().toEpochMilli());
    update.put("cause", new GenericData.EnumSymbol(updates.getField("cause").schema(), "RELEASE"));

    InterestUpdate read = decode(InterestUpdate.class, updates, update);
    assertThat(read).isEqualTo(expected);
    assertThat(read.getGeneral()).isInstanceOf(FloatVector.class);
  }

  @Test
  void withoutItsSchemaANewerRecordIsRefusedWithTheFingerprint() {
    GenericRecord event = watchEvent(NEWER_EVENT);
    event.put("devices", List.of());
    RecordCodec<WatchEvent> codec =
        CodecFactory.singleObject(List.of()).create(WatchEvent.class, "events");
    assertThatThrownBy(() -> codec.decode(encode(NEWER_EVENT, event)))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContaining(
            "0x%016x"
                .formatted(org.apache.avro.SchemaNormalization.parsingFingerprint64(NEWER_EVENT)));
  }

  @Test
  void theSameThroughARegistry() throws Exception {
    GenericRecord event = watchEvent(NEWER_EVENT);
    event.put("devices", List.of());
    byte[] singleObject = encode(NEWER_EVENT, event);
    MemoryRegistry registry = new MemoryRegistry();
    int id = registry.register("events-value", NEWER_EVENT);
    byte[] bytes = new byte[singleObject.length - 5];
    bytes[4] = (byte) id;
    System.arraycopy(singleObject, 10, bytes, 5, bytes.length - 5);

    assertThat(
            new ConfluentCodec<>(
                    new RecordBody<>(WatchEvent.class, "events"),
                    "events",
                    registry,
                    InstantSource.system())
                .decode(bytes)
                .getItemId())
        .isEqualTo("v-1");
  }

  @Test
  void aSchemaThatCannotBeReadAsTheRecordIsRefused() throws Exception {
    Schema text =
        newer(
            WatchEvent.class, "\"watch_ms\",\"type\":\"long\"", "\"watch_ms\",\"type\":\"string\"");
    GenericRecord event = watchEvent(text);
    event.put("watch_ms", "long");
    assertThatThrownBy(() -> decode(WatchEvent.class, text, event))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContaining(
            "Found string, expecting long; the writer's schema is not compatible with WatchEvent at"
                + " /fields/4/type");
  }

  @Test
  void whatIsNoSchemaIsNamed() {
    assertThatThrownBy(() -> CodecFactory.singleObject(List.of("\"long\"", "{\"type\":\"rec\"}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("writer schema 2 of 2")
        .hasMessageContaining("expected: an Avro schema");
  }

  private static GenericRecord watchEvent(Schema schema) {
    WatchEvent event = Records.watchEvent();
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : event.getSchema().getFields()) {
      record.put(field.name(), event.get(field.pos()));
    }
    record.put("event_time", event.getEventTime().toEpochMilli());
    Schema action = schema.getField("actions").schema().getElementType();
    record.put("actions", List.of(new GenericData.EnumSymbol(action, "LIKE")));
    return record;
  }

  private static Object sample(Schema.Field field) {
    return field.schema().getType() == Schema.Type.STRING ? field.name() : (Object) 1L;
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> T decode(
      Class<T> type, Schema writer, GenericRecord record) throws Exception {
    return CodecFactory.singleObject(List.of("\"long\"", writer.toString()))
        .create(type, "events")
        .decode(encode(writer, record));
  }

  private static byte[] encode(Schema schema, GenericRecord record) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(record, out);
    return out.toByteArray();
  }

  private static Schema newer(Class<?> type, String from, String to) {
    String json = ReleasedSchemas.newest(type).toString();
    assertThat(json).contains(from);
    return new Schema.Parser().parse(json.replace(from, to));
  }
}
