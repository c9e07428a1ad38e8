package io.intereststream.data.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvDialectTest {

  @Test
  void aTabHasTwoWords() {
    assertThat(CsvDialect.separator("tab")).isEqualTo("\t");
    assertThat(CsvDialect.separator("\\t")).isEqualTo("\t");
    assertThat(CsvDialect.separator("::")).isEqualTo("::");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"", "\n", "\r", ";\n", ":::"})
  void refusesASeparatorThatCannotBeOne(String word) {
    assertThatThrownBy(() -> CsvDialect.separator(word))
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessage(
            "--separator: %s (expected: one or two characters such as , ; | \\t or ::, no quote and"
                + " no line end)",
            FoundText.quoted(word))
        .returns(ExitCode.USAGE, InterestStreamException::exitCode);
  }
}
