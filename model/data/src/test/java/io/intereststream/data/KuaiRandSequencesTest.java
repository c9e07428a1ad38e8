package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.data.sequence.SequenceBuilder;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import io.intereststream.model.fixture.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KuaiRandSequencesTest {
  private static final String HEADER =
      "time_ms,user_id,video_id,long_view,play_time_ms,duration_ms,is_like,is_hate,is_click,is_follow,"
          + "is_comment,is_forward,tab";
  private static final long DAY = 1_650_000_000_000L;
  private static final SignalPolicy POLICY = new SignalPolicy(18_000, List.of(Action.LIKE));

  @TempDir Path folder;

  @BeforeEach
  void write() {
    write(
        "user_history_to_1.csv",
        "user_id,watch_seq,long_watch_seq",
        "1,10 11 10,10 11 10",
        "2,10,",
        "3,12 10,12");
    writeEvents(
        "events_1.csv",
        row(500, 1, 12, 1),
        row(500, 1, 11, 1),
        row(500, 1, 12, 1),
        row(400, 1, 13, 1),
        row(600, 1, 12, 1),
        row(600, 4, 13, 1),
        row(700, 5, 10, 0));
    write("videos.csv", "video_id,tag", "10,39", "11,", "13,\"20,43\"", "99,1");
  }

  @Test
  void readsTheHistoryThenLongViewsByTimeAndRow() {
    Sequences sequences = WrittenFiles.read(log());
    assertThat(sequences.items()).containsExactly("10", "11", "12", "13");
    assertThat(sequences.viewers()).extracting(Sequences.Viewer::id).containsExactly("1", "3", "4");
    Sequences.Viewer first = sequences.viewers().get(0);
    long before = Sequences.BEFORE;
    assertThat(first.items()).containsExactly(0, 1, 0, 3, 2, 1, 2);
    assertThat(first.times())
        .containsExactly(before, before, before, DAY + 400, DAY + 500, DAY + 500, DAY + 600);
    assertThat(sequences.viewers().get(1).items()).containsExactly(2);
    assertThat(sequences.viewers().get(2).items()).containsExactly(3);
  }

  @Test
  void saysWhatItLeftOut() {
    Sequences sequences = WrittenFiles.read(log());
    assertThat(sequences.source()).endsWith(": user_history_to_1.csv, events_1.csv");
    assertThat(sequences.notes())
        .containsExactly(
            "1 rows repeat viewer, item and time of an earlier row: dropped",
            "1 rows with a neutral signal: not used",
            "2 viewers without a positive watch: left out",
            "2 items without a category");
  }

  @Test
  void readsCategories() throws IOException {
    Sequences sequences = WrittenFiles.read(log());
    assertThat(sequences.categories())
        .containsExactly(new int[] {39}, new int[0], new int[0], new int[] {20, 43});
    assertThat(sequences.categoriesById().get("13")).containsExactly(20, 43);
    assertThat(log().details()).isEmpty();
    Files.delete(folder.resolve("videos.csv"));
    assertThat(WrittenFiles.read(log()).categories()).isEmpty();
    assertThat(log().details()).isEqualTo("no videos.csv: no categories");
  }

  @Test
  void readsSeveralFilesOfEvents() {
    writeEvents("events_2.csv", row(550, 4, 12, 1), row(600, 1, 12, 1));
    Sequences sequences = WrittenFiles.read(log());
    assertThat(sequences.viewers().get(2).items()).containsExactly(2, 3);
    assertThat(sequences.notes())
        .contains("2 rows repeat viewer, item and time of an earlier row: dropped");
  }

  @Test
  void isDetected() {
    assertThat(WrittenFiles.detect(folder)).isInstanceOf(KuaiRandLog.class);
  }

  @Test
  void doesWithoutAHistory() throws IOException {
    Files.delete(folder.resolve("user_history_to_1.csv"));
    WatchLog log = WrittenFiles.detect(folder);
    assertThat(log.description()).endsWith(": events_1.csv");
    assertThat(WrittenFiles.read(log).viewers())
        .extracting(Sequences.Viewer::id)
        .containsExactly("1", "4");
  }

  @Test
  void refusesAFolderWithoutAFile() throws IOException {
    Files.delete(folder.resolve("events_1.csv"));
    assertThatThrownBy(() -> WrittenFiles.detect(folder))
        .isInstanceOf(InterestStreamException.class)
        .hasMessage(
            folder
                + ": 0 files events_*.csv and 1 files user_history_*.csv (expected: at least"
                + " one events_*.csv and at most one user_history_*.csv; is it KuaiRand? for"
                + " another CSV file use --format csv)");
  }

  @Test
  void refusesMissingColumns() {
    Path file = write("events_1.csv", "user_id,video_id,long_view", "1,2,1");
    WrittenFiles.assertRefused(
        log(),
        file
            + " line 1: no column \"time_ms\", only user_id, video_id, long_view (expected:"
            + " this column; is it KuaiRand? for another CSV file use --format csv)");
  }

  @Test
  void refusesWhatIsNotANumber() throws IOException {
    writeEvents("events_1.csv", row(500, 1, 12, 1).replace(String.valueOf(DAY + 500), "soon"));
    WrittenFiles.assertMalformed(log(), "2 time_ms: \"soon\" (expected: milliseconds since 1970)");
    writeEvents("events_1.csv", row(500, 1, 12, 1));
    Path videos = write("videos.csv", "video_id,tag", "12,a");
    WrittenFiles.assertRefused(
        log(),
        videos + " line 2: tag: \"a\" (expected: whole numbers separated by commas, or nothing)");
  }

  @Test
  void refusesWhatHasNoLongView() {
    write("user_history_to_1.csv", "user_id,long_watch_seq", "1,");
    writeEvents("events_1.csv", row(500, 2, 12, 0));
    WrittenFiles.assertRefused(
        log(),
        log().description()
            + ": nothing is positive: the label is 0 in each row (expected: positive watches; is it"
            + " KuaiRand? for another CSV file use --format csv)");
  }

  @Test
  void underThePolicyPlayTimesAndActionsCountAndAHiddenItemLeaves() {
    writeEvents(
        "events_1.csv",
        // Time, viewer, video, long view, play time, duration, like, hate.
        played(100, 1, 14, 1, 17_999, 60_000, 0, 0),
        played(200, 1, 13, 0, 18_000, 60_000, 0, 0),
        played(300, 1, 15, 0, 0, 0, 1, 0),
        played(250, 1, 12, 0, 5_000, 4_000, 0, 0),
        played(200, 1, 13, 0, 20_000, 60_000, 0, 0),
        played(400, 1, 10, 0, 0, 60_000, 0, 1),
        // Late, and older than the dislike.
        played(150, 1, 10, 1, 50_000, 60_000, 0, 0),
        played(500, 1, 15, 0, 0, 60_000, 1, 1));
    SequenceBuilder builder = SequenceBuilder.read(log(), WatchSignal.policy(POLICY));
    Sequences sequences = builder.build();
    assertThat(WrittenFiles.text(sequences))
        .containsExactly("1: 11 13@%d 12@%d".formatted(DAY + 200, DAY + 250), "3: 12");
    assertThat(sequences.items()).containsExactly("11", "12", "13");
    assertThat(sequences.notes())
        .startsWith(
            "1 rows repeat viewer, item and time of an earlier row: dropped",
            "4 watches of items that have a later negative action: dropped",
            "1 rows with a neutral signal: not used",
            "2 rows with a negative action: used to remove items");
    assertThat(builder.summary().positive()).isEqualTo(5);
  }

  @Test
  void givesTheReferenceSplitOfThePublishedFiles() {
    Path published = Shared.data("kuairand-pure");
    Sequences sequences = WrittenFiles.read(WrittenFiles.detect(published));
    Split split = Split.byUser(sequences, 10);
    assertThat(sequences.viewers()).filteredOn(viewer -> viewer.length() >= 10).hasSize(15_995);
    assertThat(split.train()).hasSize(12_789);
    assertThat(split.validation()).hasSize(1_623);
    assertThat(split.test()).hasSize(1_583);
    assertThat(split.items()).hasSize(6_479);
    assertThat(split.test().stream().mapToInt(Split.HeldOut::size).sum()).isEqualTo(8_794);
    assertThat(sequences.items()).hasSize(6_848);
    assertThat(sequences.categories()).hasSize(6_848);
    assertThat(sequences.notes())
        .contains(
            "479 rows repeat viewer, item and time of an earlier row: dropped",
            "157366 rows with a neutral signal: not used");
  }

  private WatchLog log() {
    return new KuaiRandLog(folder, WrittenFiles.CLOCK);
  }

  private static String row(long time, int user, int video, int longView) {
    return played(time, user, video, longView, 0, 0, 0, 0);
  }

  private static String played(
      long time, int user, int video, int longView, int play, int duration, int like, int hate) {
    return "%d,%d,%d,%d,%d,%d,%d,%d,0,0,0,0,1"
        .formatted(DAY + time, user, video, longView, play, duration, like, hate);
  }

  private void writeEvents(String name, String... rows) {
    write(name, Stream.concat(Stream.of(HEADER), Stream.of(rows)).toArray(String[]::new));
  }

  private Path write(String name, String... lines) {
    return new WrittenFiles(folder).write(name, lines);
  }
}
