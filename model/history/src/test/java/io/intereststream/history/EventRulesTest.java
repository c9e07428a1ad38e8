package io.intereststream.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EventRulesTest {
  private static final long DAY_MS = 24L * 60 * 60 * 1000;
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void anIdHasOneTo512Characters() throws Exception {
    assertThat(EventRules.checkId("item_id", "x".repeat(512))).hasSize(512);
    assertThatThrownBy(() -> EventRules.checkId("item_id", ""))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("item_id: 0 characters (expected: 1 to 512)");
    assertThatThrownBy(() -> EventRules.checkId("user_id", "x".repeat(513)))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("user_id: 513 characters (expected: 1 to 512)");
  }

  @Test
  void anEventTimeIsAtMostADayAfterTheKafkaTimestamp() throws Exception {
    assertThat(EventRules.checkTime(NOW + DAY_MS, NOW)).isEqualTo(NOW + DAY_MS);
    assertThatThrownBy(() -> EventRules.checkTime(NOW + DAY_MS + 1, NOW))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("at most 24 h after the record's timestamp");
  }

  @Test
  void withoutAKafkaTimestampAnyTimeSince1970IsTaken() throws Exception {
    assertThat(EventRules.checkTime(NOW, -1)).isEqualTo(NOW);
    assertThatThrownBy(() -> EventRules.checkTime(-1, -1))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("1970 or later");
  }
}
