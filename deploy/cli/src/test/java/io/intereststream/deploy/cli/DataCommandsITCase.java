package io.intereststream.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.deploy.cli.Commands.Outcome;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.error.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Replay and train read the same rows of a file, count the same rows as positive, and exit alike.
 */
@Timeout(300)
class DataCommandsITCase {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START = Instant.parse("2019-10-01T00:00:00Z").getEpochSecond();

  @TempDir static Path brokerFolder;
  private static LocalBroker broker;

  @TempDir Path folder;
  private int runs;

  @BeforeAll
  static void startBroker() {
    broker = LocalBroker.in(brokerFolder).start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /**
   * What both commands did with a file: the same exit code, and the same summary of what was read.
   */
  private record Both(int exitCode, String read, String error, long sent) {}

  private Both both(Path file, String... options) throws IOException {
    Path run = folder.resolve("run-" + runs++);
    List<Object> replay = new ArrayList<>(List.of("replay", "--json", "--partitions=1"));
    replay.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    replay.addAll(List.of("--topic", folder.getFileName() + "-" + runs));
    List<Object> train = new ArrayList<>(List.of("train", "--output", run, "--device=cpu"));
    train.addAll(
        List.of("--steps=2", "--validate-every=2", "--set=dimension=8", "--set=interests=2"));
    train.addAll(
        List.of("--set=sampling.negatives=20", "--set=options.hidden=8", "--set=window=10"));
    for (List<Object> words : List.of(replay, train)) {
      words.addAll(List.of("--data", file));
      words.addAll(List.of(options));
    }
    Outcome replayed = Commands.run(replay.toArray());
    Outcome trained = Commands.run(train.toArray());
    assertThat(trained.exitCode())
        .as(trained.err() + replayed.err())
        .isEqualTo(replayed.exitCode());
    assertThat(read(trained)).isEqualTo(read(replayed));
    assertThat(error(trained, "train")).isEqualTo(error(replayed, "replay"));
    assertThat(Files.exists(run.resolve("release"))).isEqualTo(trained.exitCode() == 0);
    long sent =
        replayed.exitCode() == 0 ? JSON.readTree(replayed.out()).path("events_sent").asLong() : 0;
    return new Both(replayed.exitCode(), read(replayed), error(replayed, "replay"), sent);
  }

  /** The lines on what was read, with the first malformed rows. */
  private static String read(Outcome outcome) {
    List<String> lines = outcome.err().lines().toList();
    for (int end = 0; end < lines.size(); end++) {
      if (lines.get(end).endsWith(" malformed rows")) {
        do {
          end++;
        } while (end < lines.size() && lines.get(end).startsWith("    "));
        return String.join("\n", lines.subList(0, end));
      }
    }
    return "";
  }

  private static String error(Outcome outcome, String command) {
    String start = "interest-stream " + command + ": ";
    return outcome
        .err()
        .lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void ratingsAreNotTakenForItemLists() throws IOException {
    Path ratings = write("ratings.data", rows("%1$d\t%2$d\t%3$d\t%4$d"));
    Both guessed = both(ratings);
    assertThat(guessed.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(guessed.error())
        .contains("every row has 4 columns: a table, not item lists")
        .contains("--separator tab --columns user_id=1,item_id=2,event_time=<number>");
    Both mapped = both(ratings, "--columns=user_id=1,item_id=2,event_time=4");
    assertThat(mapped.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(mapped.read())
        .contains("(separator \"\\t\", no header line, times in s)")
        .contains("1,500 events of 60 viewers and 40 items, 2019-10-01T00:00:00Z to ")
        .contains("0.0 % positive by the signal policy: long view 18000 ms")
        .contains("0 malformed rows");
    assertThat(mapped.error())
        .contains("nothing is positive: there are neither play times with durations nor actions")
        .contains("--columns watch_ms=<column>,duration_ms=<column> or like=<column>");
    Both rating = both(ratings, "--columns=user_id=1,item_id=2,event_time=3");
    assertThat(rating.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(rating.error()).contains("column 3 holds \"1\" (expected: a time from 2005 to now");
  }

  @Test
  void ratingsAreNotTakenForPositions() throws IOException {
    Path ratings = write("user-item-rating.csv", rows("%1$d,%2$d,%3$d"));
    Both guessed = both(ratings);
    assertThat(guessed.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(guessed.error())
        .contains("the third number does not count up from 0 or 1 for each viewer");
    Both said = both(ratings, "--format=triples");
    assertThat(said.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(said.error()).contains("(expected: a higher one; is the third column a position?");
  }

  @Test
  void whereNothingIsPositiveTheMissingColumnsAreNamed() throws IOException {
    Path ratings =
        write("no-play-time.csv", "userId,movieId,rating,timestamp", rows("%1$d,%2$d,%3$d.0,%4$d"));
    assertThat(both(ratings).error())
        .contains("\"userId,movieId,rating,timestamp\": unknown format");
    Both mapped = both(ratings, "--columns=user_id=userId,item_id=movieId,event_time=timestamp");
    assertThat(mapped.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(mapped.error())
        .contains("nothing is positive: there are neither play times with durations nor actions")
        .contains("the file has userId, movieId, rating, timestamp");
  }

  @Test
  void idsWithALineFeedAreFoundWhenTheyAreRead() throws IOException {
    List<String> lines = new ArrayList<>(List.of("user,item,time,like"));
    for (int viewer = 0; viewer < 90; viewer++) {
      for (int i = 0; i < 25; i++) {
        String item = i == 3 ? "line\nbreak" : "i" + (viewer + i) % 64;
        lines.add("u%d,\"%s\",%d,1".formatted(viewer, item, 1000 * (START + i)));
      }
    }
    Path file = write("line-feed-in-id.csv", String.join("\n", lines));
    String columns = "--columns=user_id=user,item_id=item,event_time=time";
    Both refused = both(file, columns);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(refused.read())
        .contains("90 malformed rows\n    " + file + ":5: item: \"line\\nbreak\" (expected: an id");
    assertThat(refused.error())
        .contains("90 of 2,250 rows are malformed, 4.0 % (expected: at most 1 %")
        .contains("--max-malformed");
    Both allowed = both(file, columns, "--max-malformed=4");
    assertThat(allowed.exitCode()).as(allowed.error()).isZero();
    assertThat(allowed.sent()).isEqualTo(2_160);
    assertThat(allowed.read()).contains("2,160 events of 90 viewers and 64 items");
  }

  @Test
  void timesOfAnotherUnitAreRefusedWithTheLikelyOne() throws IOException {
    Path file = write("seconds.csv", "user_id,item_id,event_time", rows("%1$d,%2$d,%4$d"));
    Both refused = both(file, "--time=ms");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(refused.read())
        .contains("0 events of 0 viewers and 0 items\n  1,500 malformed rows\n    " + file + ":2: ")
        .contains("read as ms it is 1970-01-19T04:04:48Z, ")
        .contains("read as s it would be 2019-10-01T00:00:00Z: use --time s");
    assertThat(refused.error()).contains("1,500 of 1,500 rows are malformed, 100.0 %");
  }

  @Test
  void whatIsMissingOrUnreadableLiesOutside() throws IOException {
    assertThat(both(folder.resolve("none.csv")).exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    Path cut = folder.resolve("cut.csv");
    byte[] whole = zipped("user_id,item_id,event_time\n" + rows("%1$d,%2$d,%4$d"));
    Files.write(cut, Arrays.copyOf(whole, whole.length - 30));
    Both early = both(cut);
    assertThat(early.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(early.error()).contains("gzip data that ends early or is damaged");
    assertThat(both(folder, "--format=csv", "--columns=user=u").exitCode())
        .isEqualTo(ExitCode.USAGE.code());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "','  ! false ! false ! \\n   ! false ! true  ! s",
        ";    ! true  ! true  ! \\r\\n ! false ! true  ! ms",
        "tab  ! false ! false ! \\r\\n ! true  ! false ! us",
        "::   ! false ! false ! \\n   ! false ! false ! s",
        "|    ! true  ! false ! \\n   ! true  ! true  ! 1.5e9",
        "','  ! true  ! true  ! \\r\\n ! true  ! false ! fraction",
        ";    ! false ! true  ! \\n   ! false ! false ! iso",
        "::   ! true  ! false ! \\r\\n ! true  ! true  ! UTC",
      })
  void everyDialectIsReadAlike(
      String separator,
      boolean quoted,
      boolean mark,
      String lineEnd,
      boolean gzip,
      boolean header,
      String time)
      throws IOException {
    String between = separator.equals("tab") ? "\t" : separator;
    StringBuilder text = new StringBuilder(mark ? "\uFEFF" : "");
    List<List<String>> rows = new ArrayList<>();
    if (header) {
      rows.add(List.of("viewer", "video", "when", "played", "length"));
    }
    for (int viewer = 0; viewer < 90; viewer++) {
      for (int i = 0; i < 16; i++) {
        rows.add(
            List.of(
                String.valueOf(viewer),
                "video " + (16 * (viewer / 3 % 4) + (viewer + i) % 16),
                form(time).apply(START + 60 * i),
                i % 4 == 3 ? "2000" : "19000",
                "60000"));
      }
    }
    for (List<String> row : rows) {
      text.append(
          row.stream()
              .map(field -> quoted ? '"' + field + '"' : field)
              .collect(Collectors.joining(between)));
      text.append(lineEnd.replace("\\r", "\r").replace("\\n", "\n"));
    }
    Path file = folder.resolve("log.csv");
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    Files.write(file, gzip ? zipped(text.toString()) : bytes);
    Both read =
        both(
            file,
            header
                ? "--columns=user_id=viewer,item_id=video,event_time=when,watch_ms=played,duration_ms=length"
                : "--columns=user_id=1,item_id=2,event_time=3,watch_ms=4,duration_ms=5");
    assertThat(read.exitCode()).as(read.error()).isZero();
    assertThat(read.sent()).isEqualTo(1_440);
    assertThat(read.read())
        .contains(
            "1,440 events of 90 viewers and 64 items, 2019-10-01T00:00:00Z to 2019-10-01T00:15:00Z,"
                + " 75.0 % positive")
        .contains("0 malformed rows");
  }

  private static LongFunction<String> form(String time) {
    return switch (time) {
      case "s" -> String::valueOf;
      case "ms" -> seconds -> seconds + "000";
      case "us" -> seconds -> seconds + "000000";
      case "1.5e9" -> seconds -> "1." + String.valueOf(seconds).substring(1) + "e9";
      case "fraction" -> seconds -> seconds + ".000123";
      case "iso" -> seconds -> Instant.ofEpochSecond(seconds).toString();
      case "UTC" ->
          seconds ->
              Instant.ofEpochSecond(seconds).toString().replace('T', ' ').replace("Z", " UTC");
      default -> throw new IllegalArgumentException(time);
    };
  }

  /** 25 rows of each of 60 viewers, sorted by rating: viewer, item, rating and time in s. */
  private static String rows(String format) {
    return IntStream.range(0, 1_500)
        .mapToObj(
            i ->
                format.formatted(
                    1 + i / 25, 1 + i * 7 % 40, 1 + i % 25 / 5, START + 3_600 * (i % 25)))
        .collect(Collectors.joining("\n"));
  }

  private Path write(String name, String... parts) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", parts) + "\n");
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return zipped.toByteArray();
  }
}
