package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.data.sequence.Sequences;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.SignalPolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakaTakLogTest {

  @TempDir Path folder;

  @Test
  void readsPostsAtSeconds() {
    Path file = write("timestamp,user_id,lang,post_id", "1600000001,a,hi,p", "1600000000,a,hi,q");
    Sequences sequences = WrittenFiles.read(WrittenFiles.detect(file));
    assertThat(sequences.source()).isEqualTo("TakaTak takatak.csv");
    assertThat(WrittenFiles.text(sequences)).containsExactly("a: q@1600000000000 p@1600000001000");
  }

  @Test
  void readsItemsAtMilliseconds() {
    write("user_id,item_id,post_id,timestamp", "a,p,x,1600000000007", "a,q,x,1500000000000");
    assertThat(WrittenFiles.text(WrittenFiles.read(log())))
        .containsExactly("a: q@1500000000000 p@1600000000007");
  }

  @Test
  void refusesMillisecondsThatAreNotPlausible() {
    write("user_id,item_id,post_id,timestamp", "a,q,x,100000000000");
    WrittenFiles.assertMalformed(
        log(),
        "2 timestamp: \"100000000000\" (expected: a time from 2005 to now; read as ms it is"
            + " 1973-03-03T09:46:40Z)");
  }

  @Test
  void readsLists() {
    write("a p q", "b q");
    Sequences sequences = WrittenFiles.read(log());
    assertThat(sequences.source()).isEqualTo("TakaTak takatak.csv");
    assertThat(WrittenFiles.text(sequences)).containsExactly("a: p q", "b: q");
  }

  @Test
  void hasNothingThatThePolicyCouldGoBy() {
    write("user_id,post_id,timestamp", "a,p,1600000001", "a,q,1600000000");
    ReadSummary summary =
        ReadSummary.of(log(), WatchSignal.policy(new SignalPolicy(18_000, List.of())));
    assertThatThrownBy(() -> summary.check(0.01))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("neither play times with durations nor actions")
        .hasMessageContaining("to train by the data set's own label, use train --signal column")
        .hasMessageEndingWith(
            "; MX TakaTak has neither play times nor actions, so it cannot be replayed)");
  }

  @Test
  void refusesMissingItems() {
    Path file = write("user_id,video,timestamp", "a,p,1");
    WrittenFiles.assertRefused(
        log(),
        file
            + " line 1: no column \"post_id\", only user_id, video, timestamp (expected:"
            + " this column; user_id, item_id or post_id, and timestamp; for another CSV"
            + " file use --format csv)");
  }

  private WatchLog log() {
    return new TakaTakLog(folder.resolve("takatak.csv"), WrittenFiles.CLOCK);
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("takatak.csv", lines);
  }
}
