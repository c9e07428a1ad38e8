package io.intereststream.job.ingest;

import io.intereststream.job.publish.LetterRecord;
import io.intereststream.schema.DeadLetter;
import io.intereststream.schema.LetterHeader;
import io.intereststream.schema.RecordCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Makes the dead letter of a record. Its size is limited, even if the record is very large. */
final class LetterWriter {
  private static final int MESSAGE_CHARACTERS = 1000;

  private final RecordCodec<DeadLetter> codec;
  private final int bytes;

  /**
   * @param bytes maximum number of bytes to keep of the key and of the value, each
   */
  LetterWriter(RecordCodec<DeadLetter> codec, int bytes) {
    this.codec = codec;
    this.bytes = bytes;
  }

  /**
   * Makes the dead letter of a record.
   *
   * @param message what was found and what was expected; only the beginning of a long one is kept
   * @throws java.io.UncheckedIOException if a schema registry is needed but does not answer
   */
  LetterRecord write(SourceRecord record, LetterKind kind, String message) {
    byte[] key = cut(record.key);
    byte[] value = cut(record.value);
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setKey(key == null ? null : ByteBuffer.wrap(key))
            .setValue(value == null ? null : ByteBuffer.wrap(value))
            .setKeyLength(record.keyLength)
            .setValueLength(record.valueLength)
            .setValueSha256(sha256(record, value))
            .setHeaders(headers(record))
            .setHeaderCount(record.headerCount)
            .setTopic(record.topic)
            .setPartition(record.partition)
            .setOffset(record.offset)
            .setTimestamp(Instant.ofEpochMilli(record.timestamp))
            .setTimestampType(record.timestampType)
            .setErrorClass(kind.name())
            .setErrorMessage(
                message.length() <= MESSAGE_CHARACTERS
                    ? message
                    : message.substring(0, MESSAGE_CHARACTERS) + "…")
            .setJobVersion(JobVersion.CURRENT)
            .build();
    LetterRecord written = new LetterRecord();
    written.topic = record.topic;
    written.partition = record.partition;
    written.offset = record.offset;
    written.key = key;
    written.value = codec.encode(letter);
    return written;
  }

  private byte[] cut(byte[] whole) {
    return whole == null || whole.length <= bytes ? whole : Arrays.copyOf(whole, bytes);
  }

  private static String sha256(SourceRecord record, byte[] kept) {
    if (kept == null || kept.length == record.valueLength) {
      return null;
    }
    byte[] sha256 =
        record.valueSha256 != null
            ? record.valueSha256
            : CutBytes.of(ByteBuffer.wrap(record.value)).sha256();
    return HexFormat.of().formatHex(sha256);
  }

  private static List<LetterHeader> headers(SourceRecord record) {
    List<LetterHeader> headers = new ArrayList<>(record.headerKeys.length);
    for (int index = 0; index < record.headerKeys.length; index++) {
      byte[] value = record.headerValues[index];
      headers.add(
          new LetterHeader(
              record.headerKeys[index], value == null ? null : ByteBuffer.wrap(value)));
    }
    return headers;
  }
}
