package io.intereststream.model.encoder.cmi;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderSizesTest {

  @ParameterizedTest
  @CsvSource({
    "16, 16, 1, 20",
    "16, 96, 16, 200",
    "96, 96, 16, 200",
    "96, 16, 1, 20",
    "17, 33, 3, 50",
    "64, 64, 8, 100"
  })
  void atTheEndsOfTheSizes(int dimension, int hidden, int interests, int window) {
    EncodersAgreePropertyTest.check(7, dimension, hidden, interests, window, 1500);
  }
}
