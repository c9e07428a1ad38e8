package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectionTest {

  private static final String EXPECTED =
      " (expected: a folder of KuaiRand, a folder or file of MicroLens or the WeChat challenge, a"
          + " file of TakaTak, a file with lines of whole numbers \"user item item ...\" or"
          + " \"user,item,position\", or a CSV file with the columns user_id, item_id and"
          + " event_time; for another CSV file, name its columns: --columns"
          + " user_id=<column>,item_id=<column>,event_time=<column>, by number if it has no"
          + " header line)";

  private static final String FILES =
      ": unknown format: no events_*.csv, no user_history_*.csv, no user_action.csv and %d files"
          + " *_pairs.csv";

  @TempDir Path folder;

  @Test
  void refusesWhatIsNotThere() {
    Path missing = folder.resolve("missing");
    refused(missing, missing + ": does not exist" + EXPECTED, ExitCode.ENVIRONMENT);
  }

  @Test
  void refusesAnotherFolder() {
    refused(folder, folder + FILES.formatted(0) + ofFolder(), ExitCode.CHECK_FAILED);
  }

  @Test
  void refusesAFolderWithTwoFilesOfPairs() {
    new WrittenFiles(folder).write("a_pairs.csv", "user,item,timestamp");
    new WrittenFiles(folder).write("b_pairs.csv", "user,item,timestamp");
    refused(folder, folder + FILES.formatted(2) + ofFolder(), ExitCode.CHECK_FAILED);
  }

  private static String ofFolder() {
    return EXPECTED.substring(0, EXPECTED.length() - 1)
        + "; if there are several *_pairs.csv, name one of them)";
  }

  @Test
  void refusesAnotherFile() {
    Path file = write("who,what,when", "1,2,3");
    refused(
        file,
        file + " line 1: \"who,what,when\": unknown format" + EXPECTED,
        ExitCode.CHECK_FAILED);
  }

  @Test
  void refusesAnEmptyFile() {
    Path file = write();
    String expected = EXPECTED.substring(0, EXPECTED.length() - 1) + "; is the file complete?)";
    refused(file, file + ": is empty" + expected, ExitCode.CHECK_FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "|", "\t", "::"})
  void findsColumnsThatAreNamedAsTheFields(String separator) {
    Path file =
        write(
            String.join(separator, "event_time", "user_id", "item_id"),
            String.join(separator, "1600000000", "u", "i"));
    assertThat(WrittenFiles.detect(file)).isInstanceOf(CsvLog.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'1\t2\t5\t1569888001', '1\t3\t4\t1569888002', --separator tab",
    "'1 2 5', '1 3 4', --separator ' '"
  })
  void doesNotTakeATableForItemLists(String first, String second, String remedy) {
    Path file = write(first, second);
    assertThatThrownBy(() -> WrittenFiles.detect(file))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageStartingWith(file + " line 1: \"1")
        .hasMessageContaining("a table, not item lists")
        .hasMessageContaining(remedy)
        .hasMessageContaining("--format lists");
  }

  @ParameterizedTest
  @CsvSource({"'1,2,5', '1,3,5'", "'1,2,0', '1,3,2'", "'1,2,0', '2,3,1'", "'7,2,3', '8,3,3'"})
  void doesNotTakeRatingsForPositions(String first, String second) {
    Path file = write(first, second);
    assertThatThrownBy(() -> WrittenFiles.detect(file))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("does not count up from 0 or 1")
        .hasMessageContaining("--columns user_id=1,item_id=2")
        .hasMessageContaining("--format triples");
  }

  @Test
  void positionsMayBeginWith1() {
    assertThat(WrittenFiles.detect(write("7,2,1", "8,3,1", "7,4,2")))
        .isInstanceOf(PositionTriplesLog.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"user,item,rating,timestamp", "user_id,item_id,rating,timestamp"})
  void doesNotTakeRowsWithARatingForPositiveWatches(String header) {
    Path file = write(header, "1,2,5,1569888001");
    assertThatThrownBy(() -> WrittenFiles.detect(file))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("unknown format");
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("x.csv", lines);
  }

  private static void refused(Path path, String message, ExitCode code) {
    assertThatThrownBy(() -> WrittenFiles.detect(path))
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessage(message)
        .returns(code, InterestStreamException::exitCode);
  }
}
