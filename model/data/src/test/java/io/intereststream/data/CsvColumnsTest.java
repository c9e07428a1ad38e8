package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvColumnsTest {

  @Test
  void parsesColumns() {
    CsvColumns columns =
        CsvColumns.parse(List.of("event_time=a=b", "user_id=u v", "label=p", "attribute.x=y"));
    assertThat(columns.name("user_id")).isEqualTo("u v");
    assertThat(columns.name("item_id")).isEqualTo("item_id");
    assertThat(columns.name("event_time")).isEqualTo("a=b");
    assertThat(columns.required()).containsExactly("u v", "item_id", "a=b", "p", "y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "item_id=i;event_time | \"event_time\" (expected: FIELD=COLUMN)",
        "event_time= | \"event_time=\" (expected: FIELD=COLUMN)",
        "user=u | unknown field \"user\" (expected: one of user_id, item_id, event_time, event_id,"
            + " watch_ms, duration_ms, surface, like, follow, comment, share, hide, label or"
            + " attribute.<name>)",
        "attribute.=u | unknown field \"attribute.\" (expected: one of user_id, item_id,"
            + " event_time, event_id, watch_ms, duration_ms, surface, like, follow, comment, share,"
            + " hide, label or attribute.<name>)",
        "user_id=u;item_id=i;user_id=v | user_id twice (expected: once)"
      })
  void refusesOtherColumns(String parts, String message) {
    assertThatThrownBy(() -> CsvColumns.parse(List.of(parts.split(";"))))
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessage("--columns: " + message)
        .returns(ExitCode.USAGE, InterestStreamException::exitCode);
  }
}
