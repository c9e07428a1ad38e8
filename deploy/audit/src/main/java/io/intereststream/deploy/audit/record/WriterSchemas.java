package io.intereststream.deploy.audit.record;

import io.intereststream.deploy.audit.settings.Framing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Finds the schema with which a record was written, from the header before its body: Avro's
 * single-object header ({@code C3 01}, fingerprint, little endian) or Confluent's ({@code 00}, id,
 * big endian).
 */
final class WriterSchemas {
  private static final int SINGLE_OBJECT_HEADER = 10;
  private static final int CONFLUENT_HEADER = 5;

  private final Map<Long, Schema> byFingerprint = new HashMap<>();
  private final RegistrySchemas registry;

  /**
   * @param record name of the record type
   */
  WriterSchemas(String record, Framing framing) {
    registry =
        framing.registry() == null
            ? null
            : new RegistrySchemas(framing.registry(), framing.registryHeaders());
    int version = 1;
    for (Schema schema = released(record, version); schema != null; ) {
      add(schema);
      schema = released(record, ++version);
    }
    framing.writerSchemas().forEach(json -> add(new Schema.Parser().parse(json)));
  }

  /** Returns the newest released schema of a record type. */
  static Schema newest(String record) {
    int version = 1;
    while (released(record, version + 1) != null) {
      version++;
    }
    return released(record, version);
  }

  private static Schema released(String record, int version) {
    String resource = "/io/intereststream/schema/released/%s/%d.avsc".formatted(record, version);
    try (InputStream in = WriterSchemas.class.getResourceAsStream(resource)) {
      return in == null ? null : new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  private void add(Schema schema) {
    byFingerprint.put(SchemaNormalization.parsingFingerprint64(schema), schema);
  }

  /**
   * Reads the header of a record; the rest of the buffer is its body.
   *
   * @throws UnusableRecordException if there is none, or its schema is unknown
   */
  Schema read(ByteBuffer value) throws UnusableRecordException {
    return registry == null ? bySingleObject(value) : byRegistry(value);
  }

  private Schema bySingleObject(ByteBuffer value) throws UnusableRecordException {
    if (value.remaining() < SINGLE_OBJECT_HEADER
        || value.get() != (byte) 0xC3
        || value.get() != 0x01) {
      throw new UnusableRecordException("no single-object header (expected: c301, fingerprint)");
    }
    long fingerprint = value.order(ByteOrder.LITTLE_ENDIAN).getLong();
    Schema schema = byFingerprint.get(fingerprint);
    if (schema == null) {
      throw new UnusableRecordException(
          ("unknown schema fingerprint 0x%016x (expected: a released schema, or one in"
                  + " interest-stream.codec.writer-schemas)")
              .formatted(fingerprint));
    }
    return schema;
  }

  private Schema byRegistry(ByteBuffer value) throws UnusableRecordException {
    if (value.remaining() < CONFLUENT_HEADER || value.get() != 0) {
      throw new UnusableRecordException("no Confluent header (expected: 00, id)");
    }
    return registry.schema(value.order(ByteOrder.BIG_ENDIAN).getInt());
  }
}
