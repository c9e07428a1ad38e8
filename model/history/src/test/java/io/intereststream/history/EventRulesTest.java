package io.intereststream.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EventRulesTest {
  @Test
  void anIdHasOneTo512Characters() throws Exception {
    assertThat(EventRules.checkId("item_id", "x".repeat(512), 512)).hasSize(512);
    assertThatThrownBy(() -> EventRules.checkId("item_id", "", 512))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("item_id: 0 characters (expected: 1 to 512)");
    assertThatThrownBy(() -> EventRules.checkId("user_id", "x".repeat(513), 512))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("user_id: 513 characters (expected: 1 to 512)");
  }
}
