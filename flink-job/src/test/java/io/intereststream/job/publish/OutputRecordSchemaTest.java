package io.intereststream.job.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.Test;

class OutputRecordSchemaTest {
  private static final long NOW = 1_700_000_000_000L;

  private final OutputRecordSchema schema = new OutputRecordSchema("t");

  private Long written(Long timestamp) {
    return schema.serialize(new OutputRecord(null, null), null, timestamp).timestamp();
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
}
