package io.intereststream.job.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.flink.util.clock.ManualClock;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class OutputRecordSchemaTest {
  private static final long NOW = 1_700_000_000_000L;

  private final OutputRecordSchema schema = new OutputRecordSchema("t", 12);

  private Long written(Long timestamp) {
    return schema.serialize(new OutputRecord(new byte[] {1}, null), null, timestamp).timestamp();
  }

  @Test
  void aRecordHasTheTimeOfItsEventButNoneThatIsAhead() {
    schema.open(new ManualClock(Duration.ofMillis(NOW).toNanos()));
    assertThat(written(NOW - 5)).isEqualTo(NOW - 5);
    assertThat(written(NOW)).isEqualTo(NOW);
    assertThat(written(NOW + 3 * 3_600_000)).isEqualTo(NOW);
    assertThat(written(Long.MAX_VALUE)).isEqualTo(NOW);
    assertThat(written(null)).isNull();
    // Before 1970: brokers refuse those too.
    assertThat(written(-1L)).isNull();
  }

  @Test
  void aRecordGoesWhereKafkaPutItWhenTheJobStarted() {
    schema.open(new ManualClock(Duration.ofMillis(NOW).toNanos()));
    for (int i = 0; i < 1_000; i++) {
      byte[] key = ("user-" + i).getBytes(StandardCharsets.UTF_8);
      assertThat(schema.serialize(new OutputRecord(key, null), null, NOW).partition())
          .isEqualTo(BuiltInPartitioner.partitionForKey(key, 12));
    }
  }
}
