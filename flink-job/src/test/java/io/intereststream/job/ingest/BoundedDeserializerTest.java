package io.intereststream.job.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.job.config.IngestOptions.NullValues;
import io.intereststream.job.config.IngestSettings;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class BoundedDeserializerTest {
  private final RecordHeaders headers = new RecordHeaders();

  private static BoundedDeserializer deserializer(boolean isKey) {
    Map<String, Object> properties = new HashMap<>();
    IngestSettings settings = new IngestSettings(100, 0, 0, 512, 10, NullValues.DEAD_LETTER, false);
    BoundedDeserializer.consumerProperties(settings)
        .forEach((key, value) -> properties.put(key.toString(), value));
    BoundedDeserializer deserializer = new BoundedDeserializer();
    deserializer.configure(properties, isKey);
    return deserializer;
  }

  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int index = 0; index < length; index++) {
      bytes[index] = (byte) index;
    }
    return bytes;
  }

  @Test
  void whatIsShortEnoughToBeDecodedIsKeptWhole() {
    byte[] value = counting(100);
    assertThat(deserializer(false).deserialize("t", headers, ByteBuffer.wrap(value)))
        .isEqualTo(value);
    assertThat(deserializer(false).deserialize("t", headers, value)).isEqualTo(value);
    assertThat(deserializer(true).deserialize("t", headers, counting(10))).hasSize(10);
    assertThat(deserializer(false).deserialize("t", headers, (ByteBuffer) null)).isNull();
    assertThat(deserializer(false).deserialize("t", headers, (byte[]) null)).isNull();
    assertThat(headers.toArray()).isEmpty();
  }

  @Test
  void ofWhatIsTooLongTheFirstBytesAreKeptWithLengthAndHashOfTheWhole() {
    byte[] record = counting(120);
    ByteBuffer value = ByteBuffer.wrap(record, 10, 101);
    byte[] kept = deserializer(false).deserialize("t", headers, value);
    assertThat(kept).isEqualTo(Arrays.copyOfRange(record, 10, 20));
    CutBytes cut = CutBytes.from(headers, false);
    assertThat(cut.length()).isEqualTo(101);
    assertThat(cut.sha256())
        .isEqualTo(CutBytes.of(ByteBuffer.wrap(Arrays.copyOfRange(record, 10, 111))).sha256());
    assertThat(CutBytes.from(headers, true)).isNull();

    // A key may be the id of a viewer who is to be erased.
    assertThat(deserializer(true).deserialize("t", headers, counting(24_577))).hasSize(24_577);
    assertThat(CutBytes.from(headers, true)).isNull();
    assertThat(deserializer(true).deserialize("t", headers, counting(24_578))).hasSize(24_577);
    assertThat(CutBytes.from(headers, true).length()).isEqualTo(24_578);
    assertThat(headers).allMatch(CutBytes::isOwn);
  }
}
