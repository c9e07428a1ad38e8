package io.intereststream.schema;

import io.intereststream.schema.RecordDecodeException.Fault;
import io.intereststream.schema.SchemaRefusals.Refusal;
import io.intereststream.schema.internal.RegisteredSchema;
import io.intereststream.schema.internal.SchemaRegistry;
import io.intereststream.schema.internal.UnusableSchemaException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Confluent's framing: a zero byte, the id of the writer's schema in the registry (4 bytes, big
 * endian), the body. The schema of a written record is registered under {@code <topic>-value}.
 *
 * <p>A schema that the registry knows is requested once. An unknown or unusable one is requested at
 * most once a minute.
 *
 * @param <T> record type
 */
final class ConfluentCodec<T extends SpecificRecord> implements RecordCodec<T> {

  private static final int HEADER_SIZE = 5;

  private final RecordBody<T> body;
  private final String subject;
  private final SchemaRegistry registry;
  private final Map<Integer, PackedReader<T>> readers = new HashMap<>();
  private final SchemaRefusals refusals;
  private byte[] header;

  ConfluentCodec(RecordBody<T> body, String topic, SchemaRegistry registry, InstantSource clock) {
    this.body = body;
    this.subject = topic + "-value";
    this.registry = registry;
    this.refusals = new SchemaRefusals(clock);
  }

  @Override
  public byte[] encode(T record) {
    if (header == null) {
      int id = registry.register(subject, body.writerSchema());
      header = ByteBuffer.allocate(HEADER_SIZE).put((byte) 0).putInt(id).array();
    }
    return body.encode(header, record);
  }

  @Override
  public T decode(byte[] bytes) throws RecordDecodeException {
    body.checkHeader(bytes, HEADER_SIZE, "at least the 5 bytes of a Confluent header, 00 first");
    if (bytes[0] != 0) {
      throw body.failure("first byte %02x".formatted(bytes[0]), "00, Confluent's magic byte");
    }
    return body.decode(reader(ByteBuffer.wrap(bytes).getInt(1)), bytes, HEADER_SIZE);
  }

  private PackedReader<T> reader(int id) throws RecordDecodeException {
    PackedReader<T> reader = readers.get(id);
    if (reader == null) {
      Optional<Refusal> remembered = refusals.of(id);
      if (remembered.isPresent()) {
        throw failure(remembered.get());
      }
      reader = requestReader(id);
      readers.put(id, reader);
    }
    return reader;
  }

  private PackedReader<T> requestReader(int id) throws RecordDecodeException {
    Refusal refusal;
    try {
      Optional<RegisteredSchema> schema = id < 0 ? Optional.empty() : registry.schema(id);
      if (schema.isPresent()) {
        return body.reader(schema.get().parse());
      }
      refusal =
          new Refusal(
              Fault.UNKNOWN_SCHEMA,
              "unknown schema id " + id,
              "one that registry " + registry + " knows");
    } catch (UnusableSchemaException e) {
      refusal =
          new Refusal(
              Fault.UNUSABLE_SCHEMA,
              "schema id %d at registry %s: %s".formatted(id, registry, e.getMessage()),
              "an Avro schema");
    } catch (StackOverflowError e) {
      refusal =
          new Refusal(
              Fault.UNUSABLE_SCHEMA,
              "schema id %d at registry %s: nested too deeply".formatted(id, registry),
              "a schema with less nesting");
    }
    throw failure(refusals.remember(id, refusal));
  }

  private RecordDecodeException failure(Refusal refusal) {
    return body.failure(refusal.fault(), refusal.found(), refusal.expected());
  }
}
