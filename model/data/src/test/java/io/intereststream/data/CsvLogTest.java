package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.data.csv.TimeFormat;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvLogTest {
  private static final long TIME = 1_700_000_000_500L;

  @TempDir Path folder;

  @Test
  void readsColumnsNamedAsTheFields() throws IOException {
    LoggedWatch event =
        only(
            log(
                file(
                    "\uFEFFevent_id,user_id,item_id,event_time,watch_ms,duration_ms,surface,like,hide,label\n"
                        + "e1,\"u,1\",\"say \"\"hi\"\"\",1700000000500,20,,home,1,,0\n")));
    assertThat(event.eventId()).isEqualTo("e1");
    assertThat(event.userId()).isEqualTo("u,1");
    assertThat(event.itemId()).isEqualTo("say \"hi\"");
    assertThat(event.eventTime()).isEqualTo(TIME);
    assertThat(event.watchMs()).isEqualTo(20);
    assertThat(event.durationMs()).isNull();
    assertThat(event.surface()).isEqualTo("home");
    assertThat(event.actions()).containsExactly(Action.LIKE);
    assertThat(event.label()).isFalse();
  }

  @Test
  void readsColumnsByAMapping() throws IOException {
    LoggedWatch event =
        only(
            log(
                file("uid\tvid\tts\tthumb\tcountry\tgood\nu\tv\t1700000000.5009\ttrue\tDE\t1\n"),
                "user_id=uid",
                "item_id=vid",
                "event_time=ts",
                "like=thumb",
                "label=good",
                "attribute.land=country"));
    assertThat(event.eventId()).isEqualTo("log-2");
    assertThat(event.userId()).isEqualTo("u");
    assertThat(event.itemId()).isEqualTo("v");
    assertThat(event.eventTime()).isEqualTo(TIME);
    assertThat(event.watchMs()).isZero();
    assertThat(event.actions()).containsExactly(Action.LIKE);
    assertThat(event.attributes()).isEqualTo(Map.of("land", "DE"));
    assertThat(event.label()).isTrue();
  }

  @Test
  void readsColumnsByNumberWhereThereIsNoHeader() throws IOException {
    String row = "v|1700000000|u|30\n";
    String[] columns = {"user_id=3", "item_id=1", "event_time=2", "watch_ms=4"};
    LoggedWatch event = only(log(file(row), columns));
    assertThat(event.eventId()).isEqualTo("log-1");
    assertThat(event.userId()).isEqualTo("u");
    assertThat(event.itemId()).isEqualTo("v");
    assertThat(event.watchMs()).isEqualTo(30);
    assertThat(event.label()).isNull();
    // With a header line the numbers mean the same.
    assertThat(only(log(file("item|time|user|play\n" + row), columns)).eventId())
        .isEqualTo("log-2");
  }

  @Test
  void refusesNamesWhereThereIsNoHeader() throws IOException {
    Path file = file("v|1700000000|u\n");
    CsvForm form = new CsvForm(null, false, null, ZoneOffset.UTC);
    assertThatThrownBy(() -> new CsvLog(file, CsvColumns.SAME, form, WrittenFiles.CLOCK))
        .isInstanceOf(InterestStreamException.class)
        .hasMessage(
            file
                + " line 1: no column \"user_id\", only columns 1 to 3 (expected: this"
                + " column; columns by number from 1; name the columns: --columns"
                + " user_id=<column>,item_id=<column>,event_time=<column>)");
  }

  @Test
  void playTimesMayHaveFractionsAndBeMissing() throws IOException {
    WatchLog log =
        log(
            file(
                "user_id,item_id,event_time,watch_ms,duration_ms\n"
                    + "u,i,1700000000500,20.7,60000.0\nu,i,1700000000501,,\n"));
    assertThat(WrittenFiles.watches(log, 0))
        .extracting(LoggedWatch::watchMs, LoggedWatch::durationMs)
        .extracting(tuple -> tuple.toList().toString())
        .containsExactly("[20, 60000]", "[0, null]");
  }

  @ParameterizedTest
  @CsvSource({
    "MILLISECONDS, 1700000000123, 1700000000123",
    "SECONDS, 1700000000, 1700000000000",
    "SECONDS, 1200000000.5, 1200000000500",
    "SECONDS, 1593878903.438, 1593878903438",
    "MICROSECONDS, 1593878903438999, 1593878903438",
    "NANOSECONDS, 1593878903438999999, 1593878903438",
    "ISO, 2023-11-14T22:13:20Z, 1700000000000",
    "ISO, 2023-11-14T23:13:20+01:00, 1700000000000",
    "ISO, 2023-11-14 22:13:20.5, 1700000000500"
  })
  void readsTimes(TimeFormat format, String text, long milliseconds) throws IOException {
    Path file = file("user_id,item_id,event_time\nu,i," + text + "\n");
    assertThat(only(log(file, format)).eventTime()).isEqualTo(milliseconds);
    assertThat(only(log(file)).eventTime()).isEqualTo(milliseconds);
  }

  @ParameterizedTest
  @CsvSource({
    "MILLISECONDS, soon",
    "MILLISECONDS, 1.5",
    "MILLISECONDS, ''",
    "SECONDS, 1e999999999",
    "SECONDS, 1e300",
    "SECONDS, 9223372036854775807",
    "SECONDS, -9223372036854775808",
    "SECONDS, NaN",
    "ISO, yesterday",
    "ISO, 2023-13-01",
    "MILLISECONDS, -5",
    "SECONDS, 4102444800",
    "ISO, 2099-01-01"
  })
  void accountsForTimesThatAreNone(TimeFormat format, String text) throws IOException {
    Path file = file("user_id,item_id,event_time\nu,i," + text + "\n");
    try (LogReader<LoggedWatch> events = log(file, format).open()) {
      assertThat(events.hasNext()).isFalse();
      assertThat(events.malformed().first())
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.line()).isEqualTo(2);
                assertThat(row.reason()).startsWith("event_time: \"" + text + "\" (expected: ");
              });
    }
    assertThatThrownBy(() -> log(file))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining(
            "column event_time holds \"%s\" (expected: a time from 2005 to now", text);
  }

  @Test
  void namesTheLikelyUnitOfAnImplausibleTime() throws IOException {
    Path file = file("user_id,item_id,event_time\nu,i,1569888001\n");
    WrittenFiles.assertMalformed(
        log(file, TimeFormat.MILLISECONDS),
        "2 event_time: \"1569888001\" (expected: a time from 2005 to now; read as ms it is"
            + " 1970-01-19T04:04:48.001Z, read as s it would be 2019-10-01T00:00:01Z: use --time"
            + " s)");
  }

  @Test
  void aFewTimesOfAnotherUnitAreMalformed() throws IOException {
    Path file =
        file(
            "user_id,item_id,event_time\nu,i,1700000000500\nu,i,1700000000\nu,i,1700000000501\n"
                + "u,i,1700000000502\n");
    WrittenFiles.assertMalformed(
        log(file),
        "3 event_time: \"1700000000\" (expected: a time from 2005 to now; read as ms it is"
            + " 1970-01-20T16:13:20Z, read as s it would be 2023-11-14T22:13:20Z: use --time s)");
  }

  @Test
  void saysWhichColumnIsMissingAndHowToNameIt() throws IOException {
    Path file = file("uid,item_id,event_time\n");
    assertThatThrownBy(() -> log(file))
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessage(
            file
                + " line 1: no column \"user_id\", only uid, item_id, event_time (expected:"
                + " this column; name the columns: --columns"
                + " user_id=<column>,item_id=<column>,event_time=<column>; if there is no"
                + " header line: --no-header, and columns by number)")
        .returns(ExitCode.CHECK_FAILED, InterestStreamException::exitCode);
  }

  @Test
  void refusesAMissingFileAFolderAnEmptyFileAndAColumnTwice() throws IOException {
    assertThatThrownBy(() -> log(folder.resolve("none.csv")))
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessageContaining("none.csv: does not exist")
        .returns(ExitCode.ENVIRONMENT, InterestStreamException::exitCode);
    assertThatThrownBy(() -> log(folder))
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessageContaining(folder + ": is a folder")
        .returns(ExitCode.ENVIRONMENT, InterestStreamException::exitCode);
    Path empty = file("");
    assertThatThrownBy(() -> log(empty))
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessage(empty + ": is empty (expected: rows; is the file complete?)")
        .returns(ExitCode.CHECK_FAILED, InterestStreamException::exitCode);
    Path twice = file("user_id,item_id,event_time,user_id\nu,i,1700000000500,u\n");
    assertThatThrownBy(() -> log(twice).open())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("column \"user_id\" twice, as number 1 and 4");
    Path unused = file("user_id,item_id,event_time,x,x\nu,i,1700000000500,u,v\n");
    assertThat(only(log(unused)).userId()).isEqualTo("u");
  }

  @Test
  void findsWhatIsNotUtf8WithItsRow() throws IOException {
    Path latin = folder.resolve("latin.csv");
    Files.write(
        latin,
        "user_id,item_id,event_time\nu,i,1700000000500\nu,caf\u00e9,1700000000501\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    WrittenFiles.assertMalformed(
        log(latin), "3 item_id: \"caf\uFFFD\" (expected: UTF-8; convert the file)");
  }

  @Test
  void findsIdsThatNoReleaseCouldListWithTheirRows() throws IOException {
    Path file =
        file(
            "user_id,item_id,event_time\n"
                + "u,\"line\nbreak\",1700000000500\n"
                + "u,\"tab\tin\",1700000000500\n"
                + "u,\"\u2028\",1700000000500\n"
                + "u, ,1700000000500\n"
                + ",i,1700000000500\n"
                + "u,"
                + "i".repeat(513)
                + ",1700000000500\n"
                + "u,i,1700000000500\n");
    WrittenFiles.assertMalformed(
        log(file),
        "2 item_id: \"line\\nbreak\" (expected: an id without line ends and control characters)",
        "4 item_id: \"tab\\tin\" (expected: an id without line ends and control characters)",
        "5 item_id: \"\\u2028\" (expected: an id without line ends and control characters)",
        "6 item_id: \" \" (expected: an id)",
        "7 user_id: \"\" (expected: an id)",
        "8 item_id: 513 characters (expected: 1 to 512)");
  }

  @Test
  void refusesQuotesLeftOpen() throws IOException {
    Path file = file("user_id,item_id,event_time\nu,j,1700000000500\nu,\"i,1\n");
    assertThatThrownBy(() -> WrittenFiles.read(log(file)))
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessageStartingWith(file + " from line 2 on: ")
        .hasMessageEndingWith("(expected: CSV with closed quotes; is the file complete?)")
        .returns(ExitCode.CHECK_FAILED, InterestStreamException::exitCode);
  }

  @Test
  void saysHowItIsRead() throws IOException {
    assertThat(log(file("event_time;user_id;item_id\n2023-11-14;u;i\n")).details())
        .isEqualTo("separator \";\", a header line, times in iso");
  }

  private static LoggedWatch only(WatchLog log) {
    try (LogReader<LoggedWatch> events = log.open()) {
      LoggedWatch event = events.next();
      assertThat(events.hasNext()).isFalse();
      assertThat(events.malformed().count()).isZero();
      return event;
    }
  }

  private static WatchLog log(Path file, String... columns) {
    return new CsvLog(
        file, CsvColumns.parse(List.of(columns)), CsvForm.DETECTED, WrittenFiles.CLOCK);
  }

  private static WatchLog log(Path file, TimeFormat format) {
    return new CsvLog(
        file, CsvColumns.SAME, new CsvForm(null, null, format, ZoneOffset.UTC), WrittenFiles.CLOCK);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("log.csv"), text);
  }
}
