package io.intereststream.deploy.audit.record;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads ids in records. */
final class Ids {
  private Ids() {}

  /**
   * Reads an id.
   *
   * @param name name of the field, for the message
   * @param most maximum number of characters
   * @throws UnusableRecordException if it is not UTF-8, empty or too long
   */
  static String read(String name, ByteBuffer utf8, int most) throws UnusableRecordException {
    String id;
    try {
      id = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new UnusableRecordException(name + ": not UTF-8", e);
    }
    if (id.isEmpty() || id.length() > most) {
      throw new UnusableRecordException(
          name + ": " + id.length() + " characters (expected: 1 to " + most + ")");
    }
    return id;
  }
}
