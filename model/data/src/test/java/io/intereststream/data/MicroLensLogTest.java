package io.intereststream.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicroLensTest {

  private static final String HEADER = "user,item,timestamp";

  @TempDir Path folder;

  @Test
  void readsPairsByTimeThenRow() {
    Path file = write(HEADER, "2,7,1583378629552", "1,8,20", "2,9,5", "2,8,5");
    Sequences sequences = SequenceSource.detect(file).read();
    assertThat(sequences.source()).isEqualTo("MicroLens x_pairs.csv");
    assertThat(WrittenFiles.text(sequences))
        .containsExactly("2: 9@5 8@5 7@1583378629552", "1: 8@20");
    assertThat(sequences.categories()).isEmpty();
    assertThat(sequences.notes()).isEmpty();
    assertThat(SequenceSource.detect(folder)).isInstanceOf(MicroLens.class);
  }

  @Test
  void refusesAMissingColumn() {
    Path file = write("user,item", "1,2");
    refused(
        file
            + " line 1: no column \"timestamp\", only user, item (expected: it among them; is it"
            + " MicroLens? for another CSV file give its columns)");
  }

  @Test
  void refusesATimeThatIsNoNumber() {
    Path file = write(HEADER, "1,2,3", "1,3,noon");
    refused(
        file
            + " line 3: timestamp: \"noon\" (expected: a whole number; correct the row or take it"
            + " out)");
  }

  @Test
  void refusesAHeaderAlone() {
    Path file = write(HEADER);
    refused(
        file
            + ": no viewer has a watch, of 0 viewers (expected: viewers that have; is it"
            + " MicroLens? for another CSV file give its columns)");
  }

  @Test
  void refusesOneItemAlone() {
    Path file = write(HEADER, "1,2,3", "2,2,4");
    refused(
        file
            + ": only one item, \"2\" (expected: several to choose among; is it MicroLens? for"
            + " another CSV file give its columns)");
  }

  private void refused(String message) {
    WrittenFiles.assertRefused(new MicroLens(folder.resolve("x_pairs.csv")), message);
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("x_pairs.csv", lines);
  }
}
