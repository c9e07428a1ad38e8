package io.intereststream.history;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * The 64-bit number that represents an item id in the state: XXH3 (64 bits, seed 0) of the id's
 * UTF-8 bytes. A release with two ids of the same fingerprint is rejected.
 */
public final class ItemFingerprint {

  private ItemFingerprint() {}

  /** Returns the fingerprint of an item id. */
  public static long of(String itemId) {
    return of(itemId.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the fingerprint of an item id given as UTF-8. */
  public static long of(byte[] utf8) {
    return Hashing.xxh3_64().hashBytesToLong(utf8);
  }
}
