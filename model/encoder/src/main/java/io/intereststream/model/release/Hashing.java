package io.intereststream.model.release;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes the bytes of one file while they are read. */
final class Hashing {

  private static final int BUFFER = 1 << 18;

  private final MessageDigest digest = sha256();
  private final Throttle.Loop loop;
  private long bytes;

  /**
   * Begins to hash a file.
   *
   * @param throttle waits after each call of {@link #take}
   */
  Hashing(Throttle throttle) {
    this.loop = throttle.startLoop();
  }

  /** Returns a buffer on the heap to read with. */
  ByteBuffer buffer() {
    return ByteBuffer.allocate(BUFFER);
  }

  /** Takes the remaining bytes of a buffer. */
  void take(ByteBuffer buffer) {
    bytes += buffer.remaining();
    digest.update(buffer);
    loop.afterStep();
  }

  /** Returns the number of bytes so far. */
  long bytes() {
    return bytes;
  }

  /** Returns size and hash; nothing may be taken afterwards. */
  ReleaseManifest.FileEntry entry() {
    return new ReleaseManifest.FileEntry(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /**
   * Ends the hashing, and checks that the file is the expected one.
   *
   * @param name of the file, for messages
   * @throws ReleaseException if it is not; the reason may be temporary, because the file may still
   *     be arriving
   */
  void check(Path name, ReleaseManifest.FileEntry expected) {
    if (bytes != expected.bytes()) {
      throw wrongSize(name, bytes, expected.bytes());
    }
    String sha256 = entry().sha256();
    if (!sha256.equals(expected.sha256())) {
      throw ReleaseException.temporary(
          "%s: SHA-256 %s (expected: %s, as in %s)"
              .formatted(name, sha256, expected.sha256(), ReleaseFiles.MANIFEST),
          null);
    }
  }

  /** Returns the exception for a file of another size, which may be temporary, too. */
  static ReleaseException wrongSize(Path name, long found, long expected) {
    return ReleaseException.temporary(
        "%s: %d bytes%s (expected: %d, as in %s)"
            .formatted(
                name,
                found,
                found < expected ? ", truncated" : "",
                expected,
                ReleaseFiles.MANIFEST),
        null);
  }

  /** Returns the SHA-256 of bytes, lower-case hexadecimal. */
  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
