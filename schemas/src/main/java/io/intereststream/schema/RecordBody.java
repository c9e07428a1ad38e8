package io.intereststream.schema;

import io.intereststream.schema.RecordDecodeException.Fault;
import io.intereststream.schema.internal.MalformedTextException;
import io.intereststream.schema.internal.RecordInput;
import io.intereststream.schema.internal.ReleasedSchemas;
import io.intereststream.schema.internal.TooManyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * What both framings share: a header, then the Avro binary encoding of one record.
 *
 * @param <T> record type
 */
final class RecordBody<T extends SpecificRecord> {

  private final Schema readerSchema;
  private final Schema writerSchema;
  private final String topic;
  private final PackedWriter<T> writer;
  private final ReaderProjection projection;
  private final RecordInput input;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream(4096);
  private BinaryEncoder encoder;

  RecordBody(Class<T> type, String topic) {
    this(type, topic, Set.of(), DecodeLimits.NONE);
  }

  /**
   * @param unused fields that decoding skips; they get their defaults
   */
  RecordBody(Class<T> type, String topic, Set<String> unused, DecodeLimits limits) {
    this.readerSchema = SpecificData.get().getSchema(type);
    this.writerSchema = ReleasedSchemas.newest(type);
    this.topic = topic;
    this.writer = new PackedWriter<>(readerSchema);
    this.projection = new ReaderProjection(readerSchema, unused);
    this.input =
        new RecordInput(limits.arrayItems(), limits.mapEntries(), projection.bytesBecomeStrings());
  }

  /** The released schema under which {@link #encode} writes. */
  Schema writerSchema() {
    return writerSchema;
  }

  /** A new array that holds the header and the record. */
  byte[] encode(byte[] header, T record) {
    output.reset();
    output.writeBytes(header);
    encoder = EncoderFactory.get().binaryEncoder(output, encoder);
    try {
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array in memory does not fail
    }
    return output.toByteArray();
  }

  /** A reader of records that were written under a schema, for {@link #decode}. */
  PackedReader<T> reader(Schema writtenUnder) {
    return new PackedReader<>(writtenUnder, projection.schema(), input);
  }

  /** The record that begins after a header of {@code headerSize} bytes and ends with the array. */
  T decode(PackedReader<T> reader, byte[] bytes, int headerSize) throws RecordDecodeException {
    input.reset(bytes, headerSize);
    T record;
    try {
      record = reader.read();
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw broken(reader, bytes, e);
    }
    if (input.remaining() > 0) {
      throw failure(
          "%d bytes after the end of a %s, which ends at byte %d"
              .formatted(input.remaining(), readerSchema.getName(), input.position()),
          "none");
    }
    projection.setUnused(record);
    return record;
  }

  private RecordDecodeException broken(PackedReader<T> reader, byte[] bytes, Throwable cause) {
    String name = readerSchema.getName();
    if (cause instanceof TooManyException) {
      return new RecordDecodeException(
          fault(cause),
          "%s: %s of %d bytes has %s".formatted(place(), name, bytes.length, cause.getMessage()),
          cause);
    }
    List<String> incompatibilities = reader.incompatibilities();
    return new RecordDecodeException(
        fault(cause),
        "%s: broken %s of %d bytes, %s%s"
            .formatted(
                place(),
                name,
                bytes.length,
                cause instanceof IOException
                    ? "at " + cause.getMessage()
                    : "near byte %d: %s".formatted(input.position(), cause),
                incompatibilities.isEmpty()
                    ? ""
                    : "; the writer's schema is not compatible with %s at %s"
                        .formatted(name, String.join(", ", incompatibilities))),
        cause);
  }

  private static Fault fault(Throwable cause) {
    if (cause instanceof TooManyException tooMany) {
      return tooMany.ofMaps() ? Fault.TOO_MANY_ENTRIES : Fault.TOO_MANY_ITEMS;
    }
    return cause instanceof MalformedTextException ? Fault.NOT_UTF8 : Fault.BROKEN_RECORD;
  }

  /**
   * Checks that there are enough bytes for a header.
   *
   * @param header what is expected, in words
   * @throws RecordDecodeException if there are not
   */
  void checkHeader(byte[] bytes, int headerSize, String header) throws RecordDecodeException {
    if (bytes == null || bytes.length < headerSize) {
      throw failure(bytes == null ? "null" : bytes.length + " bytes", header);
    }
  }

  /** An exception whose message gives the topic, what was found and what was expected. */
  RecordDecodeException failure(String found, String expected) {
    return failure(Fault.BROKEN_RECORD, found, expected);
  }

  /** An exception whose message gives the topic, what was found and what was expected. */
  RecordDecodeException failure(Fault fault, String found, String expected) {
    return new RecordDecodeException(
        fault, "%s: %s (expected: %s)".formatted(place(), found, expected));
  }

  private String place() {
    return "value on topic " + topic;
  }
}
