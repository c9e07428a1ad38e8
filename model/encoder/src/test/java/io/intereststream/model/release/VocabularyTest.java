package io.intereststream.model.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
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

  /** Fingerprints with the same lowest bits, so that all items belong into the same slot. */
  @Test
  void itemsWhoseSlotIsTakenAreFound() throws Exception {
    String ids = "abcdefghij";
    Path file = Files.write(folder.resolve("many.txt"), List.of(ids.split("")));
    Vocabulary many =
        Vocabulary.read(
            file, Files.readAllBytes(file), ids.length(), id -> (long) id[0] << 40, Throttle.NONE);
    for (int row = 0; row < ids.length(); row++) {
      assertThat(many.row((long) ids.charAt(row) << 40)).isEqualTo(row);
    }
    assertThat(many.row((long) 'x' << 40)).isEqualTo(-1);
    assertThat(many.row(0)).isEqualTo(-1);
  }

  @Test
  void anyNumberOfItemsIsFoundByIdAndByFingerprint() throws Exception {
    for (int items : new int[] {1, 2, 3, 5, 6, 1_000, 1_365, 1_366, 10_000}) {
      List<String> ids = IntStream.range(0, items).mapToObj(i -> "item-" + i).toList();
      Path file = Files.write(folder.resolve("items-" + items), ids);
      Vocabulary known =
          Vocabulary.read(
              file,
              Files.readAllBytes(file),
              items,
              id -> new String(id, StandardCharsets.UTF_8).hashCode() * 0x9E3779B97F4A7C15L,
              Throttle.NONE);
      for (int row = 0; row < items; row++) {
        assertThat(known.row(ids.get(row))).isEqualTo(row);
      }
      assertThat(known.row("item-" + items)).isEqualTo(-1);
    }
  }
}
