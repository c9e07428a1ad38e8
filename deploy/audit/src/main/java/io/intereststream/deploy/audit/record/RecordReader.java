package io.intereststream.deploy.audit.record;

import io.intereststream.deploy.audit.settings.Framing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Reads the records of one type with Avro's generic reader. Not thread-safe. */
final class RecordReader {
  private final WriterSchemas writers;
  private final Schema wanted;
  private final int maxMapEntries;
  private final Map<Schema, GenericDatumReader<GenericRecord>> readers = new IdentityHashMap<>();
  private BinaryDecoder decoder;

  /**
   * @param wanted the schema of the records to be returned
   */
  RecordReader(Framing framing, Schema wanted) {
    this(framing, wanted, Integer.MAX_VALUE);
  }

  /**
   * @param wanted the schema of the records to be returned
   * @param maxMapEntries maximum number of entries of all maps of a record together
   */
  RecordReader(Framing framing, Schema wanted, int maxMapEntries) {
    this.maxMapEntries = maxMapEntries;
    this.writers = new WriterSchemas(wanted.getName(), framing);
    this.wanted = wanted;
  }

  /**
   * Reads a record's value.
   *
   * @throws UnusableRecordException if it is not a record of the type
   */
  GenericRecord read(byte[] value) throws UnusableRecordException {
    if (value == null) {
      throw new UnusableRecordException("null value (expected: type " + wanted.getName() + ")");
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    Schema writer = writers.read(buffer);
    int start = buffer.position();
    try {
      long entries = BodyCheck.check(writer, buffer);
      if (entries > maxMapEntries) {
        throw new UnusableRecordException(
            entries + " attributes (expected: at most " + maxMapEntries + ")");
      }
      decoder = DecoderFactory.get().binaryDecoder(value, start, value.length - start, decoder);
      return readers
          .computeIfAbsent(writer, schema -> new GenericDatumReader<>(schema, wanted))
          .read(null, decoder);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new UnusableRecordException(
          "not of type " + wanted.getName() + ": " + e.getMessage(), e);
    }
  }
}
