package io.intereststream.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.fixture.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KuaiRandTest {

  @TempDir Path folder;

  @BeforeEach
  void write() {
    write(
        "user_history_to_1.csv",
        "user_id,watch_seq,long_watch_seq",
        "1,10 11 10,10 11 10",
        "2,10,",
        "3,12 10,12");
    write(
        "events_1.csv",
        "time_ms,user_id,video_id,long_view",
        "500,1,12,1",
        "500,1,11,1",
        "500,1,12,1",
        "400,1,13,1",
        "600,1,12,1",
        "600,4,13,1",
        "700,5,10,0");
    write("videos.csv", "video_id,tag", "10,39", "11,", "13,\"20,43\"", "99,1");
  }

  @Test
  void readsTheHistoryThenLongViewsByTimeAndRow() {
    Sequences sequences = new KuaiRand(folder).read();
    assertThat(sequences.items()).containsExactly("10", "11", "12", "13");
    assertThat(sequences.viewers()).extracting(Sequences.Viewer::id).containsExactly("1", "3", "4");
    Sequences.Viewer first = sequences.viewers().get(0);
    long before = Sequences.BEFORE;
    assertThat(first.items()).containsExactly(0, 1, 0, 3, 2, 1, 2);
    assertThat(first.times()).containsExactly(before, before, before, 400, 500, 500, 600);
    assertThat(sequences.viewers().get(1).items()).containsExactly(2);
    assertThat(sequences.viewers().get(2).items()).containsExactly(3);
  }

  @Test
  void saysWhatItLeftOut() {
    Sequences sequences = new KuaiRand(folder).read();
    assertThat(sequences.source()).endsWith(": user_history_to_1.csv, events_1.csv");
    assertThat(sequences.notes())
        .containsExactly(
            "1 rows repeat viewer, item and time of an earlier row: dropped",
            "2 items without a category",
            "1 rows without a long view: not used",
            "2 viewers without a long view: left out");
  }

  @Test
  void readsCategories() throws IOException {
    Sequences sequences = new KuaiRand(folder).read();
    assertThat(sequences.categories())
        .containsExactly(new int[] {39}, new int[0], new int[0], new int[] {20, 43});
    assertThat(sequences.categoriesById().get("13")).containsExactly(20, 43);
    Files.delete(folder.resolve("videos.csv"));
    Sequences without = new KuaiRand(folder).read();
    assertThat(without.categories()).isEmpty();
    assertThat(without.notes()).contains("no videos.csv: no categories");
  }

  @Test
  void readsSeveralFilesOfEvents() {
    write("events_2.csv", "user_id,video_id,time_ms,long_view", "4,12,550,1", "1,12,600,1");
    Sequences sequences = new KuaiRand(folder).read();
    assertThat(sequences.viewers().get(2).items()).containsExactly(2, 3);
    assertThat(sequences.notes())
        .contains("2 rows repeat viewer, item and time of an earlier row: dropped");
  }

  @Test
  void isDetected() {
    assertThat(SequenceSource.detect(folder)).isInstanceOf(KuaiRand.class);
  }

  @Test
  void refusesAFolderWithoutAFile() throws IOException {
    Files.delete(folder.resolve("user_history_to_1.csv"));
    assertThatThrownBy(() -> SequenceSource.detect(folder))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder
                + ": 0 files user_history_*.csv and 1 events_*.csv (expected: one, and one or more;"
                + " is it KuaiRand? for another CSV file give its columns)");
  }

  @Test
  void refusesMissingColumns() {
    Path file = write("events_1.csv", "user_id,video_id,long_view", "1,2,1");
    assertRefused(
        file
            + " line 1: no column \"time_ms\", only user_id, video_id, long_view (expected: it among"
            + " them; is it KuaiRand? for another CSV file give its columns)");
  }

  @Test
  void refusesWhatIsNotANumber() throws IOException {
    Path events = write("events_1.csv", "user_id,video_id,time_ms,long_view", "1,2,soon,1");
    assertRefused(
        events
            + " line 2: time_ms: \"soon\" (expected: a whole number; correct the row or take it"
            + " out)");
    Files.delete(events);
    write("events_1.csv", "user_id,video_id,time_ms,long_view", "1,2,3,1");
    Path videos = write("videos.csv", "video_id,tag", "12,a");
    assertRefused(
        videos
            + " line 2: tag: \"a\" (expected: whole numbers with commas between, or nothing;"
            + " correct the row or take it out)");
  }

  @Test
  void refusesWhatHasNoLongView() {
    write("user_history_to_1.csv", "user_id,long_watch_seq", "1,");
    write("events_1.csv", "user_id,video_id,time_ms,long_view", "2,2,3,0");
    assertRefused(
        folder
            + ": no viewer has a long view, of 2 viewers (expected: viewers that have; is it"
            + " KuaiRand? for another CSV file give its columns)");
  }

  @Test
  void givesTheReferenceSplitOfThePublishedFiles() {
    Path published = Shared.data("kuairand-pure");
    Sequences sequences = SequenceSource.detect(published).read();
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
            "157366 rows without a long view: not used");
  }

  private void assertRefused(String message) {
    WrittenFiles.assertRefused(new KuaiRand(folder), message);
  }

  private Path write(String name, String... lines) {
    return new WrittenFiles(folder).write(name, lines);
  }
}
