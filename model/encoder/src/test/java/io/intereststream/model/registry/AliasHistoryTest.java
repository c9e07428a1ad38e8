package io.intereststream.model.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.release.ReleaseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AliasHistoryTest {

  @TempDir Path root;

  private AliasHistory history;
  private Path file;

  @BeforeEach
  void open() {
    history = new AliasHistory(new RegistryLayout(root));
    file = root.resolve("history.jsonl");
  }

  @Test
  void keepsTheMovesOfEachAliasInOrder() throws Exception {
    assertThat(history.moves("production")).isEmpty();
    AliasMove first = move("production", null, "v1");
    AliasMove second = move("candidate", null, "v2");
    AliasMove third = move("production", "v1", "v2");
    history.append(first);
    history.append(second);
    history.append(third);
    assertThat(history.moves("production")).containsExactly(first, third);
    assertThat(history.moves("candidate")).containsExactly(second);
    assertThat(Files.readAllLines(file))
        .hasSize(3)
        .element(2)
        .isEqualTo(
            "{\"time\":\"2026-11-24T00:00:00Z\",\"alias\":\"production\",\"from\":\"v1\","
                + "\"to\":\"v2\",\"cause\":\"activate\",\"by\":\"me\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"time\":\"2026\",\"alias\":\"production\",\"to\":\"v9\"}", "x"})
  void aLineThatWasNotFinishedDoesNotCountAndIsOverwritten(String torn) throws Exception {
    AliasMove first = move("production", null, "v1");
    AliasMove next = move("production", "v1", "v2");
    history.append(first);
    Files.writeString(file, torn, StandardOpenOption.APPEND);
    assertThat(history.moves("production")).containsExactly(first);
    history.append(next);
    assertThat(history.moves("production")).containsExactly(first, next);
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void aFileOfOneUnfinishedLineIsOverwritten() throws Exception {
    Files.writeString(file, "{\"time\":");
    AliasMove first = move("production", null, "v1");
    history.append(first);
    assertThat(history.moves("production")).containsExactly(first);
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void fieldsOfLaterProgramsAreIgnored() throws Exception {
    Files.writeString(
        file,
        "{\"alias\":\"production\",\"to\":\"v1\",\"cause\":\"publish\",\"ticket\":{\"n\":1}}\n");
    assertThat(history.moves("production")).singleElement().extracting("to").isEqualTo("v1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"alias\":\"production\",\"to\":\"v2\",\"cause\":\"whim\"}",
        "{\"alias\":\"production\",\"cause\":\"publish\"}",
        "{\"to\":\"v1\",\"cause\":\"publish\"}",
        "{\"alias\":\"production\",\"to\":\"v2\"}"
      })
  void aLineThatIsNoMoveIsNamed(String line) throws Exception {
    history.append(move("production", null, "v1"));
    Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> history.moves("production"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContainingAll("history.jsonl:2: '" + line + "'", "expected: a JSON object");
  }

  @Test
  void aHistoryThatCannotBeWrittenIsReported() throws Exception {
    Files.createDirectory(file);
    assertThatThrownBy(() -> history.append(move("production", null, "v1")))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("history.jsonl: cannot be written");
  }

  private static AliasMove move(String alias, String from, String to) {
    return new AliasMove("2026-11-24T00:00:00Z", alias, from, to, AliasMove.Cause.ACTIVATE, "me");
  }
}
