package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.sequence.SequenceBuilder;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicroLensLogTest {

  private static final String HEADER = "user,item,timestamp";

  @TempDir Path folder;

  @Test
  void readsPairsByTimeThenRow() {
    Path file =
        write(
            HEADER,
            "2,7,1583378629552",
            "1,8,1583378620000",
            "2,9,1583378605000",
            "2,8,1583378605000");
    Sequences sequences = WrittenFiles.read(WrittenFiles.detect(file));
    assertThat(sequences.source()).isEqualTo("MicroLens x_pairs.csv");
    assertThat(WrittenFiles.text(sequences))
        .containsExactly(
            "2: 9@1583378605000 8@1583378605000 7@1583378629552", "1: 8@1583378620000");
    assertThat(sequences.categories()).isEmpty();
    assertThat(sequences.notes()).isEmpty();
    assertThat(WrittenFiles.detect(folder)).isInstanceOf(MicroLensLog.class);
  }

  @Test
  void aPairIsAComment() {
    write(HEADER, "2,7,1583378629552", "2,8,1583378629553");
    SignalPolicy comments = new SignalPolicy(18_000, List.of(Action.COMMENT));
    Sequences sequences = SequenceBuilder.read(log(), WatchSignal.policy(comments)).build();
    assertThat(WrittenFiles.text(sequences)).containsExactly("2: 7@1583378629552 8@1583378629553");
    assertThat(sequences.source())
        .isEqualTo("MicroLens x_pairs.csv, the signal policy: long view 18000 ms, COMMENT");
  }

  @Test
  void refusesAMissingColumn() {
    Path file = write("user,item", "1,2");
    WrittenFiles.assertRefused(
        log(),
        file
            + " line 1: no column \"timestamp\", only user, item (expected: this column; is it"
            + " MicroLens? for another CSV file use --format csv)");
  }

  @Test
  void refusesATimeThatIsNoNumber() {
    write(HEADER, "1,2,1583378629552", "1,3,noon");
    WrittenFiles.assertMalformed(
        log(), "3 timestamp: \"noon\" (expected: milliseconds since 1970)");
  }

  @Test
  void refusesSecondsAndSaysSo() {
    write(HEADER, "1,2,1583378629");
    WrittenFiles.assertMalformed(
        log(),
        "2 timestamp: \"1583378629\" (expected: a time from 2005 to now; read as ms it is"
            + " 1970-01-19T07:49:38.629Z, read as s it would be 2020-03-05T03:23:49Z; the times of"
            + " this data set are in ms)");
  }

  @Test
  void refusesAHeaderAlone() {
    write(HEADER);
    WrittenFiles.assertRefused(
        log(), "MicroLens x_pairs.csv: no rows (expected: watches; is the file complete?)");
  }

  @Test
  void refusesOneItemAlone() {
    write(HEADER, "1,2,1583378629552", "2,2,1583378629553");
    WrittenFiles.assertRefused(
        log(),
        "MicroLens x_pairs.csv: only one item, \"2\" (expected: at least two different items; is it"
            + " complete?)");
  }

  private WatchLog log() {
    return new MicroLensLog(folder.resolve("x_pairs.csv"), WrittenFiles.CLOCK);
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("x_pairs.csv", lines);
  }
}
