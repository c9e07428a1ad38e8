package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadSummaryTest {
  private static final WatchSignal POLICY =
      WatchSignal.policy(new SignalPolicy(18_000, List.of(Action.LIKE)));

  @TempDir Path folder;

  @Test
  void saysWhatWasRead() {
    Path file =
        write(
            "user_id,item_id,event_time,watch_ms,duration_ms",
            "u,i,1700000000000,18000,60000",
            "u,j,1600000000000,17999,60000",
            "v,i,soon,1,1",
            "v,i,1700000000001,5,5");
    assertThat(ReadSummary.of(WrittenFiles.detect(file), POLICY).text())
        .isEqualTo(
            "CSV x.csv (separator \",\", a header line, times in ms)\n"
                + "  3 events of 2 viewers and 2 items, 2020-09-13T12:26:40Z to"
                + " 2023-11-14T22:13:20.001Z, 66.7 % positive by the signal policy: long view 18000"
                + " ms, LIKE\n"
                + "  1 malformed rows\n"
                + "    "
                + file
                + ":4: event_time: \"soon\" (expected: milliseconds since 1970)");
  }

  @Test
  void showsTheFirstMalformedRowsOnly() {
    List<String> lines = new ArrayList<>(List.of("user_id,item_id,event_time"));
    lines.add("u,i,1700000000000");
    for (int i = 0; i < 9; i++) {
      lines.add("u,,1700000000000");
    }
    String text = read(lines.toArray(String[]::new)).text();
    assertThat(text.lines().skip(2)).hasSize(7);
    assertThat(text).contains("9 malformed rows").endsWith("\n    ...");
  }

  @Test
  void rejectsMoreMalformedRowsThanAllowed() {
    ReadSummary summary =
        read("user_id,item_id,event_time,like", "u,i,1700000000000,1", "u,,1700000000000,1");
    assertThatCode(() -> summary.check(0.5)).doesNotThrowAnyException();
    assertThatThrownBy(() -> summary.check(0.49))
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessage(
            "CSV x.csv: 1 of 2 rows are malformed, 50.0 % (expected: at most 49 %; correct"
                + " the rows, or allow more with --max-malformed)")
        .returns(ExitCode.CHECK_FAILED, InterestStreamException::exitCode);
  }

  @Test
  void saysThatAllRowsAreMalformed() {
    ReadSummary summary = read("user_id,item_id,event_time,like", "u,,1700000000000,1");
    assertThatThrownBy(() -> summary.check(1))
        .hasMessage(
            "CSV x.csv: all 1 rows are malformed (expected: watches; see the reasons above)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | '' | there are neither play times with durations nor actions |"
            + " 'to train on every row, use train --signal column; '",
        "label | 1 | there are neither play times with durations nor actions |"
            + " 'to train by the data set''s own label, use train --signal column; '",
        "watch_ms | 20000 | there are play times, but neither durations nor actions | ''",
        "duration_ms | 20000 | there are durations, but neither play times nor actions | ''",
        "hide | 1 | no watch is positive by the signal policy: long view 18000 ms, LIKE | ''",
        "like | 0 | there are neither play times with durations nor actions |"
            + " 'to train on every row, use train --signal column; '",
      })
  void saysWhatIsMissingWhereNothingIsPositive(
      String column, String value, String reason, String advice) {
    String separator = column.isEmpty() ? "" : ",";
    ReadSummary summary =
        read(
            "user_id,item_id,event_time" + separator + column,
            "u,i,1700000000000" + separator + value);
    String found = "CSV x.csv: nothing is positive: " + reason + " (expected: positive watches; ";
    String remedy =
        "name the columns of play time and duration, or of an action: --columns"
            + " watch_ms=<column>,duration_ms=<column> or like=<column>; the file has user_id,"
            + " item_id, event_time%s)".formatted(column.isEmpty() ? "" : ", " + column);
    assertThatThrownBy(() -> summary.check(0)).hasMessage(found + advice + remedy);
    assertThatThrownBy(() -> summary.checkForReplay(0)).hasMessage(found + advice + remedy);
  }

  @Test
  void onlyWhatHasATimeCanBeReplayed() {
    ReadSummary summary =
        ReadSummary.of(
            WrittenFiles.detect(new WrittenFiles(folder).write("x.txt", "1 2 3", "2 3 4 5")),
            POLICY);
    assertThatCode(() -> summary.check(0)).doesNotThrowAnyException();
    assertThat(summary.text())
        .isEqualTo(
            "item lists x.txt\n"
                + "  5 positive watches without times, of 2 viewers and 4 items\n"
                + "  0 malformed rows");
    assertThatThrownBy(() -> summary.checkForReplay(0))
        .hasMessage(
            "item lists x.txt: watches without times (expected: event times, because a replay needs them)");
  }

  private ReadSummary read(String... lines) {
    return ReadSummary.of(WrittenFiles.detect(write(lines)), POLICY);
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("x.csv", lines);
  }
}
