package io.intereststream.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ItemFingerprintTest {

  /** Values of the XXH3 specification's own implementation, 64 bits, seed 0. */
  @Test
  void isXxh3OfTheUtf8Bytes() {
    assertThat(ItemFingerprint.of("")).isEqualTo(0x2D06800538D394C2L);
    assertThat(ItemFingerprint.of("a")).isEqualTo(0xE6C632B61E964E1FL);
    assertThat(ItemFingerprint.of("abc")).isEqualTo(0x78AF5F94892F3950L);
  }
}
