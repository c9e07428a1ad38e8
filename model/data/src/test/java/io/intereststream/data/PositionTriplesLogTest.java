package io.intereststream.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionTriplesTest {

  @TempDir Path folder;

  @Test
  void readsTriples() {
    Path file = write("7,10,0", "8,10,0", "7,11,1", "7,10,2");
    Sequences sequences = SequenceSource.detect(file).read();
    assertThat(sequences.source()).isEqualTo("triples book_train.txt");
    assertThat(WrittenFiles.text(sequences)).containsExactly("7: 10 11 10", "8: 10");
  }

  @Test
  void refusesPositionsThatFall() {
    Path file = write("7,10,0", "7,11,5", "8,10,0", "7,12,3");
    refused(
        file
            + " line 4: position 3 of viewer 7 after 5 (expected: never falling; sort the file:"
            + " sort -s -t, -k1,1 -k3,3n book_train.txt)");
  }

  @Test
  void refusesAHeader() {
    Path file = write("user,item,position", "7,11,5");
    refused(
        file
            + " line 1: position: \"position\" (expected: a whole number; correct the row or take it"
            + " out)");
  }

  @Test
  void refusesAMalformedRow() {
    Path file = write("7,10,0", "7,11");
    refused(
        file
            + " line 2: 2 columns (expected: 3, user, item, position; is the separator right, the"
            + " file whole?)");
  }

  @Test
  void refusesAnEmptyFile() {
    Path file = write();
    refused(
        file
            + " line 1: nothing (expected: each line: user,item,position, without a header; is the"
            + " file complete?)");
  }

  private void refused(String message) {
    WrittenFiles.assertRefused(new PositionTriples(folder.resolve("book_train.txt")), message);
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("book_train.txt", lines);
  }
}
