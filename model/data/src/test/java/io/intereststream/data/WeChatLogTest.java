package io.intereststream.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeChatChallengeTest {

  private static final String HEADER =
      "userid,feedid,date_,device,read_comment,comment,like,play,stay,click_avatar,forward,follow,favorite";

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
    Sequences sequences = SequenceSource.detect(file).read();
    assertThat(sequences.source()).isEqualTo("WeChat Big Data Challenge 2021 user_action.csv");
    assertThat(WrittenFiles.text(sequences))
        .containsExactly("8: 71@86400000 73@86400000 70@172800000");
    assertThat(sequences.notes())
        .containsExactly(
            "2 rows without a positive action or long play: not used",
            "1 viewers without a positive action or long play: left out");
    assertThat(SequenceSource.detect(folder)).isInstanceOf(WeChatChallenge.class);
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
  void eachActionIsPositive(String row) {
    Path file = write(HEADER, row, "8,72,1,1,0,0,0,18000,0,0,0,0,0");
    Sequences sequences = new WeChatChallenge(file).read();
    assertThat(WrittenFiles.text(sequences)).containsExactly("8: 71@86400000 72@86400000");
  }

  @Test
  void refusesAMissingAction() {
    Path file = write(HEADER.replace("forward", "share"));
    WrittenFiles.assertRefused(
        new WeChatChallenge(file),
        file
            + " line 1: no column \"forward\", only userid, feedid, date_, device, read_comment,"
            + " comment, like, play, stay, click_avatar, share, follow, favorite (expected: it among"
            + " them; is it the challenge's user_action.csv? for another CSV file give its"
            + " columns)");
  }

  @Test
  void refusesWhatIsNoNumber() {
    Path file = write(HEADER, "8,71,1,1,0,0,0,NaN,0,0,0,0,0");
    WrittenFiles.assertRefused(
        new WeChatChallenge(file),
        file + " line 2: play: \"NaN\" (expected: a number; correct the row or take it out)");
    write(HEADER, "8,71,1,1,0,0,2,0,0,0,0,0,0");
    WrittenFiles.assertRefused(
        new WeChatChallenge(file),
        file
            + " line 2: like: \"2\" (expected: 0, 1, true, false or nothing; correct the row or take"
            + " it out)");
  }

  private Path write(String... lines) {
    return new WrittenFiles(folder).write("user_action.csv", lines);
  }
}
