package io.intereststream.schema;

import io.intereststream.schema.internal.ReleasedSchemas;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro's single-object encoding: {@code C3 01}, the CRC-64-AVRO fingerprint of the writer's schema
 * (8 bytes, little endian), the body.
 *
 * @param <T> record type
 */
final class SingleObjectCodec<T extends SpecificRecord> implements RecordCodec<T> {

  private static final short MARKER = (short) 0xC301;
  private static final int HEADER_SIZE = 10;

  private final RecordBody<T> body;
  private final byte[] header;
  private final Map<Long, Schema> known = new HashMap<>();
  private final Map<Long, PackedReader<T>> readers = new HashMap<>();

  /**
   * A codec that reads every record written under a released schema or one of {@code
   * extraWriterSchemas}.
   */
  SingleObjectCodec(RecordBody<T> body, List<Schema> extraWriterSchemas) {
    this.body = body;
    this.header =
        ByteBuffer.allocate(HEADER_SIZE)
            .putShort(MARKER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(SchemaNormalization.parsingFingerprint64(body.writerSchema()))
            .array();
    ReleasedSchemas.of(body.writerSchema().getName()).forEach(this::add);
    extraWriterSchemas.forEach(this::add);
  }

  private void add(Schema schema) {
    known.put(SchemaNormalization.parsingFingerprint64(schema), schema);
  }

  @Override
  public byte[] encode(T record) {
    return body.encode(header, record);
  }

  @Override
  public T decode(byte[] bytes) throws RecordDecodeException {
    body.checkHeader(
        bytes, HEADER_SIZE, "at least the 10 bytes of a single-object header, c301 first");
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    short marker = buffer.getShort();
    if (marker != MARKER) {
      throw body.failure("first bytes %04x".formatted(marker), "c301, Avro's single-object marker");
    }
    long fingerprint = buffer.order(ByteOrder.LITTLE_ENDIAN).getLong();
    return body.decode(reader(fingerprint), bytes, HEADER_SIZE);
  }

  private PackedReader<T> reader(long fingerprint) throws RecordDecodeException {
    PackedReader<T> reader = readers.get(fingerprint);
    if (reader == null) {
      Schema schema = known.get(fingerprint);
      if (schema == null) {
        throw body.failure(
            RecordDecodeException.Fault.UNKNOWN_SCHEMA,
            "unknown schema fingerprint 0x%016x".formatted(fingerprint),
            "one of %d known writer schemas of %s; add others: interest-stream.codec.writer-schemas"
                .formatted(known.size(), body.writerSchema().getName()));
      }
      reader = body.reader(schema);
      readers.put(fingerprint, reader);
    }
    return reader;
  }
}
