package io.intereststream.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemListsTest {

  @TempDir Path folder;

  @Test
  void readsListsWithBlanksOrTabs() {
    Path file = write("1 10 11 10", "", "2\t12 11 ", "3");
    Sequences sequences = SequenceSource.detect(file).read();
    assertThat(sequences.source()).isEqualTo("item lists Video.txt");
    assertThat(WrittenFiles.text(sequences)).containsExactly("1: 10 11 10", "2: 12 11");
    assertThat(sequences.notes()).containsExactly("1 viewers without a watch: left out");
  }

  @Test
  void readsOnePairALine() {
    Path file = write("1 10", "1 11", "2 10", "1 12");
    assertThat(WrittenFiles.text(new ItemLists(file).read()))
        .containsExactly("1: 10 11 12", "2: 10");
  }

  @Test
  void readsLongLines() {
    Path file = write("1" + " 2 3".repeat(100_000));
    Sequences sequences = SequenceSource.detect(file).read();
    assertThat(sequences.watches()).isEqualTo(200_000);
  }

  @Test
  void refusesAComma() {
    Path file = write("A B C", "A B,C");
    refused(
        file
            + " line 2: a comma (expected: each line: a viewer's id, then ids of items, oldest"
            + " first, with blanks or tabs between; for a CSV file give its columns)");
  }

  @Test
  void refusesAnEmptyFile() {
    Path file = write("", "  ");
    refused(
        file
            + " line 1: nothing (expected: each line: a viewer's id, then ids of items, oldest"
            + " first, with blanks or tabs between; is the file complete?)");
  }

  @Test
  void refusesViewersWithoutItems() {
    Path file = write("1", "2");
    refused(
        file
            + ": no viewer has a watch, of 2 viewers (expected: viewers that have; each line: a"
            + " viewer's id, then ids of items, oldest first, with blanks or tabs between)");
  }

  @Test
  void refusesOneItemAlone() {
    Path file = write("1 5 5", "2 5");
    refused(
        file
            + ": only one item, \"5\" (expected: several to choose among; each line: a viewer's id,"
            + " then ids of items, oldest first, with blanks or tabs between)");
  }

  private void refused(String message) {
    WrittenFiles.assertRefused(new ItemLists(folder.resolve("Video.txt")), message);
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("Video.txt", lines);
  }
}
