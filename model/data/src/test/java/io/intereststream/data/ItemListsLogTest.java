package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.sequence.SequenceBuilder;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.history.SignalPolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemListsLogTest {
  private static final String FORM =
      "each line: a viewer's id, then ids of items, oldest first, separated by blanks or tabs";

  @TempDir Path folder;

  @Test
  void readsListsWithBlanksOrTabs() {
    Path file = write("1 10 11 10", "", "2\t12 11 ", "3");
    Sequences sequences = WrittenFiles.read(WrittenFiles.detect(file));
    assertThat(sequences.source()).isEqualTo("item lists Video.txt");
    assertThat(WrittenFiles.text(sequences)).containsExactly("1: 10 11 10", "2: 12 11");
    assertThat(sequences.notes()).containsExactly("1 viewers without a positive watch: left out");
  }

  @Test
  void readsOnePairALine() {
    Path file = write("1 10", "1 11", "2 10", "1 12");
    assertThat(WrittenFiles.text(WrittenFiles.read(WrittenFiles.detect(file))))
        .containsExactly("1: 10 11 12", "2: 10");
  }

  @Test
  void readsLongLines() {
    Path file = write("1" + " 2 3".repeat(100_000));
    Sequences sequences = WrittenFiles.read(WrittenFiles.detect(file));
    assertThat(sequences.watches()).isEqualTo(200_000);
  }

  @Test
  void isLabelledAlreadyAndSoPositiveUnderThePolicyToo() {
    Path file = write("1 10 11 10", "2 12 11");
    WatchSignal policy = WatchSignal.policy(new SignalPolicy(18_000, List.of()));
    Sequences sequences = SequenceBuilder.read(new ItemListsLog(file), policy).build();
    assertThat(WrittenFiles.text(sequences)).containsExactly("1: 10 11 10", "2: 12 11");
  }

  @Test
  void refusesAComma() {
    write("A B C", "A B,C");
    WrittenFiles.assertMalformed(
        log(), "2 a comma in \"A B,C\" (expected: " + FORM + "; for a CSV file, name its columns)");
  }

  @Test
  void refusesAnIdWithAControlCharacter() {
    write("A B C", "A B\u0007 C");
    WrittenFiles.assertMalformed(
        log(), "2 item: \"B\\u0007\" (expected: an id without line ends and control characters)");
  }

  @Test
  void refusesAnEmptyFile() {
    Path file = write("", "  ");
    WrittenFiles.assertRefused(
        log(), file + ": is empty (expected: " + FORM + "; is the file complete?)");
  }

  @Test
  void refusesViewersWithoutItems() {
    write("1", "2");
    WrittenFiles.assertRefused(
        log(),
        "item lists Video.txt: nothing is positive: none of 2 viewers has a watch (expected: positive"
            + " watches; "
            + FORM
            + ")");
  }

  @Test
  void refusesOneItemAlone() {
    write("1 5 5", "2 5");
    WrittenFiles.assertRefused(
        log(),
        "item lists Video.txt: only one item, \"5\" (expected: at least two different items; is it"
            + " complete?)");
  }

  private WatchLog log() {
    return new ItemListsLog(folder.resolve("Video.txt"));
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("Video.txt", lines);
  }
}
