package io.intereststream.schema;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Confluent's framing: a zero byte, the id of the writer's schema in the registry (4 bytes, big
 * endian), the body. The schema written is registered under {@code <topic>-value}.
 *
 * @param <T> record type
 */
final class ConfluentCodec<T extends SpecificRecord> implements RecordCodec<T> {

  private static final int HEADER_SIZE = 5;

  private final RecordBody<T> body;
  private final String subject;
  private final RegistryClient registry;
  private final Map<Integer, PackedReader<T>> readers = new HashMap<>();
  private byte[] header;

  ConfluentCodec(RecordBody<T> body, String topic, RegistryClient registry) {
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
    if (bytes.length < HEADER_SIZE) {
      throw body.failure(bytes.length + " bytes", "at least the 5 of a Confluent header, 00 first");
    }
    if (bytes[0] != 0) {
      throw body.failure("first byte %02x".formatted(bytes[0]), "00, Confluent's magic byte");
    }
    return body.decode(reader(ByteBuffer.wrap(bytes).getInt(1)), bytes, HEADER_SIZE);
  }

  private PackedReader<T> reader(int id) throws RecordDecodeException {
    PackedReader<T> reader = readers.get(id);
    if (reader == null) {
      Schema schema =
          registry
              .schema(id)
              .orElseThrow(
                  () -> body.failure("schema id " + id, "one that " + registry + " knows"));
      reader = body.reader(schema);
      readers.put(id, reader);
    }
    return reader;
  }
}
