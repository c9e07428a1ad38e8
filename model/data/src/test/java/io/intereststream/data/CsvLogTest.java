package io.intereststream.deploy.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.schema.Action;
import io.intereststream.schema.WatchEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvDataSetTest {
  @TempDir Path folder;

  @Test
  void readsColumnsNamedAsTheFields() throws IOException {
    WatchEvent event =
        only(
            new CsvDataSet(
                file(
                    "\uFEFFevent_id,user_id,item_id,event_time,watch_ms,duration_ms,surface,like,hide\n"
                        + "e1,\"u,1\",\"say \"\"hi\"\"\",1500,20,,home,1,\n")));
    assertThat(event.getEventId()).isEqualTo("e1");
    assertThat(event.getUserId()).isEqualTo("u,1");
    assertThat(event.getItemId()).isEqualTo("say \"hi\"");
    assertThat(event.getEventTime()).isEqualTo(Instant.ofEpochMilli(1_500));
    assertThat(event.getWatchMs()).isEqualTo(20);
    assertThat(event.getDurationMs()).isNull();
    assertThat(event.getSurface()).isEqualTo("home");
    assertThat(event.getActions()).containsExactly(Action.LIKE);
  }

  @Test
  void readsColumnsByAMapping() throws IOException {
    WatchEvent event =
        only(
            new CsvDataSet(
                file("uid\tvid\tts\tthumb\tcountry\nu\tv\t12.3456\ttrue\tDE\n"),
                Map.of(
                    "user_id", "uid",
                    "item_id", "vid",
                    "event_time", "ts",
                    "like", "thumb",
                    "attribute.land", "country"),
                EventTimeFormat.SECONDS,
                '\t'));
    assertThat(event.getEventId()).isEqualTo("log-2");
    assertThat(event.getUserId()).isEqualTo("u");
    assertThat(event.getItemId()).isEqualTo("v");
    assertThat(event.getEventTime()).isEqualTo(Instant.ofEpochMilli(12_345));
    assertThat(event.getWatchMs()).isZero();
    assertThat(event.getActions()).containsExactly(Action.LIKE);
    assertThat(event.getAttributes()).isEqualTo(Map.of("land", "DE"));
  }

  @ParameterizedTest
  @CsvSource({
    "ms, 1700000000123, 1700000000123",
    "s, 1700000000, 1700000000000",
    "s, -0.5, -500",
    "iso, 2023-11-14T22:13:20Z, 1700000000000",
    "iso, 2023-11-14T23:13:20+01:00, 1700000000000",
    "iso, 2023-11-14 22:13:20.5, 1700000000500"
  })
  void readsTimes(String format, String text, long milliseconds) throws IOException {
    CsvDataSet data =
        new CsvDataSet(
            file("user_id,item_id,event_time\nu,i," + text + "\n"),
            Map.of(),
            EventTimeFormat.of(format),
            ',');
    assertThat(only(data).getEventTime().toEpochMilli()).isEqualTo(milliseconds);
  }

  @ParameterizedTest
  @CsvSource({"ms, 1.5", "ms, ''", "s, 1e999999999", "s, NaN", "iso, yesterday", "iso, 2023-13-01"})
  void accountsForTimesThatAreNone(String format, String text) throws IOException {
    CsvDataSet data =
        new CsvDataSet(
            file("user_id,item_id,event_time\nu,i," + text + "\n"),
            Map.of(),
            EventTimeFormat.of(format),
            ',');
    try (EventReader events = data.open()) {
      assertThat(events.hasNext()).isFalse();
      assertThat(events.malformed().first())
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.line()).isEqualTo(2);
                assertThat(row.reason()).startsWith("event_time: \"" + text + "\" (expected: ");
              });
    }
  }

  @Test
  void saysWhichColumnIsMissingAndHowToNameIt() throws IOException {
    Path log = file("uid,item_id,event_time\n");
    assertThatThrownBy(() -> new CsvDataSet(log).open())
        .isInstanceOf(DataSetException.class)
        .hasMessage(
            log
                + " line 1: no column \"user_id\", only uid, item_id, event_time"
                + " (name the column of user_id: --columns user_id=<column>)");
  }

  @Test
  void refusesAMappingOfAFieldThatThereIsNot() throws IOException {
    Path log = file("uid,item_id,event_time\n");
    assertThatThrownBy(() -> new CsvDataSet(log, Map.of("user", "uid"), EventTimeFormat.ISO, ','))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("no field \"user\"")
        .hasMessageContaining("user_id");
  }

  @Test
  void refusesAMissingFileAnEmptyOneAndAColumnTwice() throws IOException {
    assertThatThrownBy(() -> new CsvDataSet(folder.resolve("none.csv")))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("none.csv: no such file");
    Path empty = file("");
    assertThatThrownBy(() -> new CsvDataSet(empty).open())
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("line 1: nothing");
    Path twice = file("user_id,item_id,event_time,user_id\n");
    assertThatThrownBy(() -> new CsvDataSet(twice).open())
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("column \"user_id\" twice, as number 1 and 4");
  }

  @Test
  void refusesWhatIsNotUtf8AndQuotesLeftOpen() throws IOException {
    Path latin = folder.resolve("latin.csv");
    Files.write(
        latin, "user_id,item_id,event_time\nu,caf\u00e9,1\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> readAll(new CsvDataSet(latin)))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("latin.csv")
        .hasMessageContaining("UTF-8");
    Path open = file("user_id,item_id,event_time\nu,\"i,1\n");
    assertThatThrownBy(() -> readAll(new CsvDataSet(open)))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining("log.csv after row")
        .hasMessageContaining("quotes closed");
  }

  private static void readAll(DataSet data) {
    try (EventReader events = data.open()) {
      events.forEachRemaining(event -> {});
    }
  }

  private static WatchEvent only(DataSet data) {
    try (EventReader events = data.open()) {
      WatchEvent event = events.next();
      assertThat(events.hasNext()).isFalse();
      assertThat(events.malformed().count()).isZero();
      return event;
    }
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("log.csv"), text);
  }
}
