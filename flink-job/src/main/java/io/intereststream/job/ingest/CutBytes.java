package io.intereststream.job.ingest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The length and SHA-256 of a key or value of which only the first bytes are kept. A Kafka
 * deserializer can return only bytes, so {@link BoundedDeserializer} passes these values to {@link
 * SourceRecordSchema} in a header of the record. The header's name is random, so that no producer
 * can use it.
 *
 * @param length length of the whole key or value in bytes
 * @param sha256 SHA-256 of the whole key or value
 */
record CutBytes(int length, byte[] sha256) {
  private static final String HEADER = "interest-stream-cut-" + UUID.randomUUID() + "-";
  private static final int SHA256_BYTES = 32;

  /** Describes all remaining bytes of a buffer, without moving its position. */
  static CutBytes of(ByteBuffer whole) {
    MessageDigest digest = sha256Digest();
    digest.update(whole.duplicate());
    return new CutBytes(whole.remaining(), digest.digest());
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  /** Adds these values to the headers of the record. */
  void addTo(Headers headers, boolean isKey) {
    headers.add(
        name(isKey),
        ByteBuffer.allocate(Integer.BYTES + SHA256_BYTES).putInt(length).put(sha256).array());
  }

  /** Reads the values for the record's key or value; null if it was not cut. */
  static CutBytes from(Headers headers, boolean isKey) {
    Header header = headers.lastHeader(name(isKey));
    if (header == null) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(header.value());
    int length = bytes.getInt();
    byte[] sha256 = new byte[SHA256_BYTES];
    bytes.get(sha256);
    return new CutBytes(length, sha256);
  }

  /** Whether a header was added by this class and not by the producer. */
  static boolean isOwn(Header header) {
    return header.key().startsWith(HEADER);
  }

  private static String name(boolean isKey) {
    return HEADER + (isKey ? "key" : "value");
  }
}
