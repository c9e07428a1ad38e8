package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.sequence.SequenceBuilder;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSequencesTest {
  private static final long TIME = 1_700_000_000_000L;
  private static final WatchSignal POLICY =
      WatchSignal.policy(new SignalPolicy(18_000, List.of(Action.LIKE)));

  @TempDir Path folder;

  @Test
  void readsNamedColumnsAndPositiveRows() {
    write(
        "t;liked;i;u",
        at(2) + ";1;x;a",
        at(1) + ";true;\"y;z\";a",
        at(3) + ";0;w;a",
        at(4) + ";;w;b");
    WatchLog log = log("label=liked", "user_id=u", "item_id=i", "event_time=t");
    Sequences sequences = WrittenFiles.read(log);
    assertThat(sequences.source()).isEqualTo("CSV x.csv");
    assertThat(WrittenFiles.text(sequences))
        .containsExactly("a: y;z@%d x@%d".formatted(at(1), at(2)));
    assertThat(sequences.notes())
        .containsExactly(
            "2 rows with a neutral signal: not used",
            "1 viewers without a positive watch: left out");
  }

  @Test
  void withoutALabelEachRowIsPositive() {
    write("u,i,t", "a,x," + at(2), "a,y," + at(1));
    assertThat(WrittenFiles.text(WrittenFiles.read(uit())))
        .containsExactly("a: y@%d x@%d".formatted(at(1), at(2)));
  }

  @Test
  void keepsRepeatsByTheLabelAndDropsThemUnderThePolicyWhichOrdersEqualTimes() {
    write("u,i,t,like", "a,x," + at(1) + ",1", "a,x," + at(1) + ",1", "a,y," + at(1) + ",1");
    assertThat(WrittenFiles.text(WrittenFiles.read(uit())))
        .containsExactly("a: x@%1$d x@%1$d y@%1$d".formatted(at(1)));
    assertThat(WrittenFiles.text(SequenceBuilder.read(uit(), POLICY).build()))
        .containsExactly("a: y@%1$d x@%1$d".formatted(at(1)));
  }

  @Test
  void whatComesLateUnderThePolicyIsPutInItsPlaceUnlessItIsHidden() {
    write(
        "u,i,t,like,hide",
        "a,x," + at(3) + ",1,0",
        "a,y," + at(1) + ",1,0",
        "a,z," + at(1) + ",1,0",
        "a,y," + at(2) + ",0,0",
        "a,y," + at(5) + ",0,1",
        "a,y," + at(4) + ",1,0",
        "a,y," + at(6) + ",1,0");
    // The hidden item leaves, and what arrives later joins only if it is newer.
    assertThat(WrittenFiles.text(SequenceBuilder.read(uit(), POLICY).build()))
        .containsExactly("a: z@%d x@%d y@%d".formatted(at(1), at(3), at(6)));
  }

  @Test
  void readsAfterAByteOrderMarkAndSkipsEmptyLines() {
    write("\uFEFFu,i,t\r", "a,x," + at(1) + "\r", "\r", "a,y," + at(2) + "\r");
    assertThat(WrittenFiles.text(WrittenFiles.read(uit())))
        .containsExactly("a: x@%d y@%d".formatted(at(1), at(2)));
  }

  @Test
  void refusesAMissingId() {
    write("u,i,t", "a, ," + at(1));
    WrittenFiles.assertMalformed(uit(), "2 i: \" \" (expected: an id)");
  }

  @Test
  void refusesAMalformedRow() {
    write("u,i,t", "a,x," + at(1), "a,x," + at(1) + ",2");
    WrittenFiles.assertMalformed(
        uit(),
        "3 4 columns (expected: 3, as in the first row; is the separator right, are quotes"
            + " closed?)");
  }

  @Test
  void refusesALabelOfOtherWords() {
    write("u,i,t,good", "a,x," + at(1) + ",yes");
    WrittenFiles.assertMalformed(
        log("user_id=u", "item_id=i", "event_time=t", "label=good"),
        "2 good: \"yes\" (expected: 0, 1, true, false or nothing)");
  }

  private WatchLog uit() {
    return log("user_id=u", "item_id=i", "event_time=t");
  }

  private WatchLog log(String... columns) {
    return new CsvLog(
        folder.resolve("x.csv"),
        CsvColumns.parse(List.of(columns)),
        CsvForm.DETECTED,
        WrittenFiles.CLOCK);
  }

  private static long at(long millis) {
    return TIME + millis;
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("x.csv", lines);
  }
}
