package io.intereststream.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakaTakTest {

  @TempDir Path folder;

  @Test
  void readsPostsAtSeconds() {
    Path file = write("timestamp,user_id,lang,post_id", "1600000001,a,hi,p", "1600000000,a,hi,q");
    Sequences sequences = SequenceSource.detect(file).read();
    assertThat(sequences.source()).isEqualTo("TakaTak takatak.csv");
    assertThat(WrittenFiles.text(sequences)).containsExactly("a: q@1600000000000 p@1600000001000");
  }

  @Test
  void readsItemsAtMilliseconds() {
    Path file =
        write("user_id,item_id,post_id,timestamp", "a,p,x,1600000000007", "a,q,x,100000000000");
    assertThat(WrittenFiles.text(new TakaTak(file).read()))
        .containsExactly("a: q@100000000000 p@1600000000007");
  }

  @Test
  void readsLists() {
    Path file = write("a p q", "b q");
    Sequences sequences = new TakaTak(file).read();
    assertThat(sequences.source()).isEqualTo("TakaTak takatak.csv");
    assertThat(WrittenFiles.text(sequences)).containsExactly("a: p q", "b: q");
  }

  @Test
  void refusesMissingItems() {
    Path file = write("user_id,video,timestamp", "a,p,1");
    WrittenFiles.assertRefused(
        new TakaTak(file),
        file
            + " line 1: no column \"post_id\", only user_id, video, timestamp (expected: it among"
            + " them; user_id, item_id or post_id, and timestamp; for another CSV file give its"
            + " columns)");
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("takatak.csv", lines);
  }
}
