package io.intereststream.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappedCsvTest {

  private static final MappedCsv.Columns COLUMNS = MappedCsv.Columns.parse("user=u,item=i,time=t");

  @TempDir Path folder;

  @Test
  void readsNamedColumnsAndPositiveRows() {
    write("t;liked;i;u", "2;1;x;a", "1;true;\"y;z\";a", "3;0;w;a", "4;;w;b");
    MappedCsv.Columns columns = MappedCsv.Columns.parse("positive=liked,user=u,item=i,time=t");
    Sequences sequences = source(columns, ';', TimeUnit.MILLISECONDS).read();
    assertThat(sequences.source()).isEqualTo("CSV x.csv");
    assertThat(WrittenFiles.text(sequences)).containsExactly("a: y;z@1 x@2");
    assertThat(sequences.notes())
        .containsExactly(
            "2 rows without a positive watch: not used",
            "1 viewers without a positive watch: left out");
  }

  @ParameterizedTest
  @CsvSource({
    "1593878903.438, SECONDS, 1593878903438",
    "1593878903, SECONDS, 1593878903000",
    "-2, SECONDS, -2000",
    "1593878903438, MILLISECONDS, 1593878903438",
    "1593878903438999, MICROSECONDS, 1593878903438",
    "1593878903438999999, NANOSECONDS, 1593878903438",
    "3, DAYS, 259200000",
    "1.5, HOURS, 5400000"
  })
  void readsTimesOfAUnit(String time, TimeUnit unit, long millis) {
    write("u\ti\tt", "a\tx\t" + time, "a\ty\t" + time);
    Sequences sequences = source(COLUMNS, '\t', unit).read();
    assertThat(sequences.viewers().get(0).times()).containsExactly(millis, millis);
  }

  @Test
  void keepsRepeats() {
    write("u,i,t", "a,x,1", "a,x,1", "a,y,1");
    assertThat(WrittenFiles.text(read())).containsExactly("a: x@1 x@1 y@1");
  }

  @Test
  void readsAfterAByteOrderMarkAndSkipsEmptyLines() {
    write("\uFEFFu,i,t\r", "a,x,1\r", "\r", "a,y,2\r");
    assertThat(WrittenFiles.text(read())).containsExactly("a: x@1 y@2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "soon | \"soon\" (expected: a number; correct the row or take it out)",
        "1e300 | \"1e300\" (expected: a time in seconds; correct the row or take it out)",
        "9223372036854775807 | \"9223372036854775807\" (expected: a time in seconds; correct the row or take it out)",
        "-9223372036854775808 | \"-9223372036854775808\" (expected: a time in seconds; correct the row or take it out)"
      })
  void refusesWhatIsNoTime(String time, String message) {
    Path file = write("u,i,t", "a,x,1", "a,y," + time);
    WrittenFiles.assertRefused(
        source(COLUMNS, ',', TimeUnit.SECONDS), file + " line 3: t: " + message);
  }

  @Test
  void refusesAMissingColumn() {
    Path file = write("u,i", "a,x");
    refused(
        file
            + " line 1: no column \"t\", only u, i (expected: it among them; name the columns that"
            + " the file has)");
  }

  @Test
  void refusesAColumnTwice() {
    Path file = write("u,i,i", "a,x,1");
    refused(file + " line 1: column \"i\" twice (expected: each name once)");
  }

  @Test
  void refusesAMissingId() {
    Path file = write("u,i,t", "a, ,1");
    refused(file + " line 2: i: \" \" (expected: a text; correct the row or take it out)");
  }

  @Test
  void refusesAMalformedRow() {
    Path file = write("u,i,t", "a,x,1", "a,x,1,2");
    refused(
        file
            + " line 3: 4 columns (expected: 3, u, i, t; is the separator right, the file whole?)");
  }

  @Test
  void refusesAnOpenQuote() {
    Path file = write("u,i,t", "a,x,1", "a,\"y,2");
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + " from line 2 on: ")
        .hasMessageEndingWith("(expected: CSV with its quotes closed; is the file complete?)");
  }

  @Test
  void refusesAnEmptyFile() {
    Path file = write();
    refused(
        file
            + " line 1: nothing (expected: a header line with the column names; is the file"
            + " complete?)");
  }

  @Test
  void refusesWhatIsNotUtf8() throws IOException {
    Path file = folder.resolve("x.csv");
    Files.write(file, "u,i,t\né,x,1\n".getBytes(StandardCharsets.ISO_8859_1));
    refused(
        file
            + " from line 1 on: not UTF-8 (expected: a file of UTF-8 text; convert it, or name"
            + " another)");
  }

  @Test
  void refusesAMissingFile() {
    Path file = folder.resolve("x.csv");
    refused(
        file
            + " from line 1 on: cannot be read (java.nio.file.NoSuchFileException: "
            + file
            + ") (expected: a file of UTF-8 text; convert it, or name another)");
  }

  @Test
  void refusesASeparatorThatCannotBeOne() {
    assertThatThrownBy(() -> source(COLUMNS, '"', TimeUnit.SECONDS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "separator: character 34 (expected: none of quote and line end, such as comma or tab)");
  }

  @Test
  void parsesColumns() {
    assertThat(MappedCsv.Columns.parse("time=a=b,user=u v,item=i,positive=p"))
        .isEqualTo(new MappedCsv.Columns("u v", "i", "a=b", Optional.of("p")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user=u,item=i | no time",
        "user=u,item=i,time | \"time\"",
        "user=u,item=i,time= | \"time=\"",
        "user=u,item=i,time=t,place=p | \"place=p\"",
        "user=u,item=i,time=t,user=p | user twice"
      })
  void refusesOtherColumns(String text, String found) {
    assertThatThrownBy(() -> MappedCsv.Columns.parse(text))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "columns \"%s\": %s (expected: user=COLUMN,item=COLUMN,time=COLUMN[,positive=COLUMN])",
            text, found);
  }

  private Sequences read() {
    return source(COLUMNS, ',', TimeUnit.MILLISECONDS).read();
  }

  private void refused(String message) {
    WrittenFiles.assertRefused(source(COLUMNS, ',', TimeUnit.MILLISECONDS), message);
  }

  private MappedCsv source(MappedCsv.Columns columns, char separator, TimeUnit unit) {
    return new MappedCsv(folder.resolve("x.csv"), columns, separator, unit);
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("x.csv", lines);
  }
}
