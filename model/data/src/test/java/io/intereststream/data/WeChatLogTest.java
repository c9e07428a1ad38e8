package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.sequence.Sequences;
import io.intereststream.history.Action;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeChatLogTest {

  private static final String HEADER =
      "userid,feedid,date_,device,read_comment,comment,like,play,stay,click_avatar,forward,follow,favorite";

  /** 2021-01-01. */
  private static final long DAY_1 = 1_609_459_200_000L;

  @TempDir Path folder;

  @Test
  void readsLongPlaysByDayThenRow() {
    Path file =
        write(
            HEADER,
            "8,70,2,1,0,0,0,18000,1,0,0,0,0",
            "8,71,1,1,0,0,0,20000.5,1,0,0,0,0",
            "8,72,1,1,0,0,0,17999,99999,0,0,0,0",
            "8,73,1,1,0,0,0,30000,1,0,0,0,0",
            "9,70,1,1,0,0,0,0,1,0,0,0,0");
    Sequences sequences = WrittenFiles.read(WrittenFiles.detect(file));
    assertThat(sequences.source()).isEqualTo("WeChat Big Data Challenge 2021 user_action.csv");
    assertThat(WrittenFiles.text(sequences))
        .containsExactly("8: 71@%d 73@%d 70@%d".formatted(DAY_1, DAY_1, DAY_1 + 24 * 3_600_000));
    assertThat(sequences.notes())
        .containsExactly(
            "2 rows with a neutral signal: not used",
            "1 viewers without a positive watch: left out");
    assertThat(WrittenFiles.detect(folder)).isInstanceOf(WeChatLog.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8,71,1,1,1,0,0,0,0,0,0,0,0",
        "8,71,1,1,0,1,0,0,0,0,0,0,0",
        "8,71,1,1,0,0,1,0,0,0,0,0,0",
        "8,71,1,1,0,0,0,0,0,1,0,0,0",
        "8,71,1,1,0,0,0,0,0,0,1,0,0",
        "8,71,1,1,0,0,0,0,0,0,0,1,0",
        "8,71,1,1,0,0,0,0,0,0,0,0,1"
      })
  void eachActionIsPositiveByTheLabel(String row) {
    write(HEADER, row, "8,72,1,1,0,0,0,18000,0,0,0,0,0");
    assertThat(WrittenFiles.text(WrittenFiles.read(log())))
        .containsExactly("8: 71@%d 72@%d".formatted(DAY_1, DAY_1));
  }

  @Test
  void actionsAreThoseOfTheJobOrOther() {
    write(
        HEADER,
        "8,71,1,1,0,1,1,5,0,0,1,1,0",
        "8,72,1,1,1,0,0,5,0,1,0,0,1",
        "8,73,1,1,0,0,0,5,0,0,0,0,0");
    assertThat(WrittenFiles.watches(log(), 0))
        .extracting(LoggedWatch::actions)
        .containsExactly(
            List.of(Action.LIKE, Action.FOLLOW, Action.COMMENT, Action.SHARE),
            List.of(Action.OTHER),
            List.of());
  }

  @Test
  void refusesAMissingAction() {
    Path file = write(HEADER.replace("forward", "share"));
    WrittenFiles.assertRefused(
        log(),
        file
            + " line 1: no column \"forward\", only userid, feedid, date_, device,"
            + " read_comment, comment, like, play, stay, click_avatar, share, follow,"
            + " favorite (expected: this column; is it the challenge's user_action.csv? for"
            + " another CSV file use --format csv)");
  }

  @Test
  void refusesWhatIsNoNumber() {
    write(HEADER, "8,71,1,1,0,0,0,NaN,0,0,0,0,0");
    WrittenFiles.assertMalformed(log(), "2 play: \"NaN\" (expected: a whole number)");
    write(HEADER, "8,71,1,1,0,0,2,0,0,0,0,0,0");
    WrittenFiles.assertMalformed(log(), "2 like: \"2\" (expected: 0, 1, true, false or nothing)");
    write(HEADER, "8,71,20210101,1,0,0,0,0,0,0,0,0,0");
    WrittenFiles.assertMalformed(
        log(), "2 date_: \"20210101\" (expected: the number of a day, from 1)");
  }

  private WatchLog log() {
    return new WeChatLog(folder.resolve("user_action.csv"), WrittenFiles.CLOCK);
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("user_action.csv", lines);
  }
}
