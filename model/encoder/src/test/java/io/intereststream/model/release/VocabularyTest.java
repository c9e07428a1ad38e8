package io.intereststream.model.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {

  @TempDir Path folder;

  private Vocabulary vocabulary;

  @BeforeEach
  void read() throws Exception {
    Path file = Files.write(folder.resolve("items.txt"), List.of("a", "b", "c"));
    vocabulary = Vocabulary.read(file, Files.readAllBytes(file), 3, id -> id[0], Throttle.NONE);
  }

  private int[] newest(String items, int most) {
    return vocabulary.newestKnownRows(items.length(), items::charAt, most);
  }

  @Test
  void knownItemsKeepTheirOrderAndUnknownOnesAreLeftOut() {
    String items = "xcaxbay";
    assertThat(vocabulary.knownRows(items.length(), items::charAt)).containsExactly(2, 0, 1, 0);
    assertThat(vocabulary.knownRows(0, i -> 'a')).isEmpty();
    assertThat(vocabulary.knownRows(2, i -> 'x')).isEmpty();
  }

  @Test
  void ofMoreKnownItemsThanAreAskedForTheNewestAreTaken() {
    assertThat(newest("abcxab", 3)).containsExactly(2, 0, 1);
    assertThat(newest("abc", 3)).containsExactly(0, 1, 2);
    assertThat(newest("xxa", 2)).containsExactly(0);
    assertThat(newest("abc", 0)).isEmpty();
    assertThat(newest("", 5)).isEmpty();
  }
}
