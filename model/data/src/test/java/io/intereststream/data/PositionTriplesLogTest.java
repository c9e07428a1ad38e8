package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.sequence.Sequences;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTriplesLogTest {

  @TempDir Path folder;

  @Test
  void readsTriples() {
    Path file = write("7,10,0", "8,10,0", "7,11,1", "7,10,2");
    Sequences sequences = WrittenFiles.read(WrittenFiles.detect(file));
    assertThat(sequences.source()).isEqualTo("triples book_train.txt");
    assertThat(WrittenFiles.text(sequences)).containsExactly("7: 10 11 10", "8: 10");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void refusesPositionsThatDoNotRise(int position) {
    Path file = write("7,10,0", "7,11,5", "8,10,0", "7,12," + position);
    WrittenFiles.assertRefused(
        log(),
        file
            + " line 4: position "
            + position
            + " of viewer 7 after 5 (expected: a higher one; is the third column a position? then"
            + " sort the file: sort -s -t, -k1,1 -k3,3n book_train.txt)");
  }

  @Test
  void refusesAHeader() {
    write("user,item,position", "7,11,5");
    WrittenFiles.assertMalformed(log(), "1 column 3: \"position\" (expected: a whole number)");
  }

  @Test
  void refusesAMalformedRow() {
    write("7,10,0", "7,11");
    WrittenFiles.assertMalformed(
        log(),
        "2 2 columns (expected: 3, as in the first row; is the separator right, are quotes"
            + " closed?)");
  }

  @Test
  void refusesOtherThanThreeColumns() {
    Path file = write("7,10", "7,11");
    WrittenFiles.assertRefused(
        log(),
        file + " line 1: 2 columns (expected: 3, each line: user,item,position, without a header)");
  }

  @Test
  void refusesAnEmptyFile() {
    Path file = write();
    WrittenFiles.assertRefused(
        log(),
        file
            + ": is empty (expected: each line: user,item,position, without a header; is the"
            + " file complete?)");
  }

  private WatchLog log() {
    return new PositionTriplesLog(folder.resolve("book_train.txt"));
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("book_train.txt", lines);
  }
}
