package io.intereststream.schema;

import io.intereststream.schema.internal.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Confluent's framing: a zero byte, the id of the writer's schema in the registry (4 bytes, big
 * endian), the body. The schema of a written record is registered under {@code <topic>-value}.
 *
 * <p>Each schema that the registry knows is requested once.
 *
 * @param <T> record type
 */
final class ConfluentCodec<T extends SpecificRecord> implements RecordCodec<T> {

  private static final int HEADER_SIZE = 5;

  private final RecordBody<T> body;
  private final String subject;
  private final SchemaRegistry registry;
  private final Map<Integer, PackedReader<T>> readers = new HashMap<>();
  private byte[] header;

  ConfluentCodec(RecordBody<T> body, String topic, SchemaRegistry registry) {
    this.body = body;
    this.subject = topic + "-value";
    this.registry = registry;
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
      reader = body.reader(writerSchema(id));
      readers.put(id, reader);
    }
    return reader;
  }

  private Schema writerSchema(int id) throws RecordDecodeException {
    String json =
        (id < 0 ? Optional.<String>empty() : registry.schema(id))
            .orElseThrow(
                () ->
                    body.failure(
                        "unknown schema id " + id, "one that registry " + registry + " knows"));
    try {
      return new Schema.Parser().parse(json);
    } catch (RuntimeException e) { // not all of them are SchemaParseException
      throw body.failure(
          "schema id %d, for which registry %s has no plain Avro schema: %s"
              .formatted(id, registry, e.getMessage()),
          "an Avro schema without references");
    }
  }
}
