package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.Action;
import io.intereststream.model.fixture.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KuaiRandLogTest {
  private static final String HEADER =
      "user_id,video_id,time_ms,date,hourmin,play_time_ms,duration_ms,is_click,is_like,is_follow,"
          + "is_comment,is_forward,is_hate,long_view,tab,author_id,tag,profile_stay_time,"
          + "comment_stay_time,is_profile_enter\n";

  @TempDir Path folder;

  @Test
  void readsAllEventsOfTheRealLogAndFindsNoRowMalformed() {
    WatchLog log = new KuaiRandLog(Shared.data("kuairand-pure"), WrittenFiles.CLOCK);
    long count = 0;
    long likes = 0;
    long hides = 0;
    long unknownDuration = 0;
    long longViews = 0;
    long last = 0;
    Set<String> users = new HashSet<>();
    Set<String> ids = new HashSet<>();
    try (LogReader<LoggedWatch> events = log.open()) {
      while (events.hasNext()) {
        LoggedWatch event = events.next();
        count++;
        assertThat(event.eventTime()).isGreaterThanOrEqualTo(last);
        last = event.eventTime();
        users.add(event.userId());
        ids.add(event.eventId());
        likes += event.actions().contains(Action.LIKE) ? 1 : 0;
        hides += event.actions().contains(Action.HIDE) ? 1 : 0;
        longViews += event.attributes().containsKey("long_view") ? 1 : 0;
        assertThat(event.label()).isEqualTo(event.attributes().containsKey("long_view"));
        unknownDuration += event.durationMs() == null ? 1 : 0;
      }
      assertThat(events.malformed().count()).isZero();
      assertThat(events.position()).isEqualTo(228_329);
    }
    assertThat(count).isEqualTo(228_329);
    assertThat(ids).hasSize(228_329);
    assertThat(users).hasSize(25_156);
    assertThat(last).isEqualTo(1_652_025_130_564L);
    assertThat(unknownDuration).isEqualTo(3_568);
    assertThat(longViews).isBetween(70_900L, 71_100L);
    assertThat(likes).isBetween(3_850L, 3_950L);
    assertThat(hides).isBetween(150L, 220L);
  }

  @Test
  void mapsThePublishedColumns() throws IOException {
    write(
        "7,42,1650812741436,20220425,0,1200,0,1,1,1,1,1,1,1,6,9,\"3,8\",0,0,0\n"
            + "8,43,1650812741437,20220425,0,5,60000,0,0,0,0,0,0,0,1,9,,0,0,0\n");
    try (LogReader<LoggedWatch> events = log().open()) {
      LoggedWatch first = events.next();
      assertThat(first.eventId()).isEqualTo("kuairand-2");
      assertThat(first.userId()).isEqualTo("7");
      assertThat(first.itemId()).isEqualTo("42");
      assertThat(first.eventTime()).isEqualTo(1_650_812_741_436L);
      assertThat(first.watchMs()).isEqualTo(1_200);
      assertThat(first.durationMs()).isNull();
      assertThat(first.actions())
          .containsExactly(Action.LIKE, Action.FOLLOW, Action.COMMENT, Action.SHARE, Action.HIDE);
      assertThat(first.surface()).isEqualTo("tab-6");
      assertThat(first.attributes()).isEqualTo(Map.of("is_click", "1", "long_view", "1"));
      LoggedWatch second = events.next();
      assertThat(second.eventId()).isEqualTo("kuairand-3");
      assertThat(second.durationMs()).isEqualTo(60_000L);
      assertThat(second.actions()).isEmpty();
      assertThat(second.attributes()).isEmpty();
      assertThat(events.hasNext()).isFalse();
    }
  }

  @Test
  void accountsForEveryMalformedRowWithItsLineAndReason() throws IOException {
    write(
        "7,42,noon,20220425,0,1200,0,1,0,0,0,0,0,0,6,9,,0,0,0\n"
            + "8,43,1650812741437,20220425,0,5,60000,0,0,0,0,0,0,0,1,9,,0,0,0\n"
            + ",43,1650812741437,20220425,0,5,60000,0,0,0,0,0,0,0,1,9,,0,0,0\n"
            + "8,43\n"
            + "8,43,1650812741437,20220425,0,5,60000,0,2,0,0,0,0,0,1,9,,0,0,0\n"
            + "9,44,1650812741438,20220425,0,5,60000,0,0,0,0,0,0,0,1,9,\"a\nb\",0,0,0\n"
            + "9,45,1650812741439,20220425,0,5,x,0,0,0,0,0,0,0,1,9,,0,0,0\n");
    try (LogReader<LoggedWatch> events = log().open()) {
      assertThat(events.next().eventId()).isEqualTo("kuairand-3");
      assertThat(events.malformed().count()).isEqualTo(1);
      assertThat(events.next().eventId()).isEqualTo("kuairand-7");
      assertThat(events.position()).isEqualTo(6);
      assertThat(events.hasNext()).isFalse();
      assertThat(events.malformed().count()).isEqualTo(5);
      assertThat(events.malformed().first())
          .extracting(row -> row.line() + " " + row.reason())
          .containsExactly(
              "2 time_ms: \"noon\" (expected: milliseconds since 1970)",
              "4 user_id: \"\" (expected: an id)",
              "5 2 columns (expected: 20, as in the first row; is the separator right, are quotes closed?)",
              "6 is_like: \"2\" (expected: 0, 1, true, false or nothing)",
              "9 duration_ms: \"x\" (expected: a whole number)");
    }
  }

  @Test
  void goesOnAfterAPositionAndRefusesOneBeyondTheEnd() throws IOException {
    write(
        "7,42,1650812741436,20220425,0,1200,0,1,0,0,0,0,0,0,6,9,,0,0,0\n"
            + "8,43,1650812741437,20220425,0,5,60000,0,0,0,0,0,0,0,1,9,,0,0,0\n");
    try (LogReader<LoggedWatch> events = log().open(1)) {
      assertThat(events.next().eventId()).isEqualTo("kuairand-3");
      assertThat(events.hasNext()).isFalse();
    }
    assertThatThrownBy(() -> log().open(3))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("ends after row 2");
  }

  @Test
  void readsSeveralFilesInTheOrderOfTheirNames() throws IOException {
    write("7,42,1650812741436,20220425,0,1200,0,1,0,0,0,0,0,0,6,9,,0,0,0\n");
    Files.writeString(
        folder.resolve("events_2.csv"),
        HEADER + "8,43,1650812741437,20220425,0,5,60000,0,0,0,0,0,0,0,1,9,,0,0,0\n");
    try (LogReader<LoggedWatch> events = log().open()) {
      assertThat(List.of(events.next().eventId(), events.next().eventId()))
          .containsExactly("kuairand-2", "kuairand-2-2");
      assertThat(events.position()).isEqualTo(2);
      assertThat(events.hasNext()).isFalse();
    }
  }

  @Test
  void namesFileLineColumnAndRemedyWhenAColumnIsMissing() throws IOException {
    Files.writeString(folder.resolve("events_1.csv"), "user_id,item\n");
    assertThatThrownBy(() -> log().open())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("events_1.csv line 1: no column \"video_id\", only user_id, item")
        .hasMessageContaining("--format csv");
  }

  @Test
  void refusesAFolderWithoutEvents() {
    assertThatThrownBy(this::log)
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessageContaining("0 files events_*.csv")
        .returns(ExitCode.ENVIRONMENT, InterestStreamException::exitCode);
    assertThat(KuaiRandLog.isIn(folder)).isFalse();
  }

  private WatchLog log() {
    return new KuaiRandLog(folder, WrittenFiles.CLOCK);
  }

  private void write(String rows) throws IOException {
    Files.writeString(folder.resolve("events_1.csv"), HEADER + rows);
  }
}
