package io.intereststream.training.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionTest {

  private static final String EXPECTED =
      " (expected: a folder of KuaiRand, MicroLens or the WeChat challenge, or a file of theirs, of"
          + " TakaTak, with lines of whole numbers \"user item item ...\" or \"user,item,position\";"
          + " for another CSV file give its columns)";

  @TempDir Path folder;

  @Test
  void refusesWhatIsNotThere() {
    Path missing = folder.resolve("missing");
    refused(missing, missing + ": does not exist" + EXPECTED);
  }

  @Test
  void refusesAnotherFolder() {
    refused(folder, folder + ": no known format" + EXPECTED);
  }

  @Test
  void refusesAnotherFile() {
    Path file = new WrittenFiles(folder).write("x.csv", "who,what,when", "1,2,3");
    refused(file, file + " line 1: \"who,what,when\", no known format" + EXPECTED);
  }

  @Test
  void refusesAnEmptyFile() {
    Path file = new WrittenFiles(folder).write("x.csv");
    String expected = EXPECTED.substring(0, EXPECTED.length() - 1) + "; is the file complete?)";
    refused(file, file + " line 1: nothing" + expected);
  }

  private static void refused(Path path, String message) {
    assertThatThrownBy(() -> SequenceSource.detect(path))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
  }
}
