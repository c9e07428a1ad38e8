package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.csv.CsvDialect;
import io.intereststream.data.csv.TimeFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same watches in every dialect: read alike, whether the user says the dialect or not. */
class CsvDialectsTest {
  private static final String[] NAMES = {"viewer", "seconds", "video", "when"};
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** Midnights and whole seconds, so that each form of a time can say them. */
  private static final List<Instant> TIMES =
      List.of(
          Instant.parse("2019-10-01T00:00:00Z"),
          Instant.parse("2019-10-02T00:00:00Z"),
          Instant.parse("2020-02-29T00:00:00Z"));

  @TempDir static Path folder;

  /** How a time is written, and what the user has to say for it to be read. */
  private record Time(
      String name, TimeFormat format, ZoneId zone, Function<Instant, String> writer) {
    static Time of(String name, TimeFormat format, Function<Instant, String> writer) {
      return new Time(name, format, ZoneOffset.UTC, writer);
    }

    static Time pattern(String pattern, ZoneId zone) {
      return new Time(
          pattern + " " + zone,
          TimeFormat.ISO,
          zone,
          DateTimeFormatter.ofPattern(pattern).withZone(zone)::format);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Time> FORMS =
      List.of(
          Time.of("s", TimeFormat.SECONDS, t -> "" + t.getEpochSecond()),
          Time.of("s.fff", TimeFormat.SECONDS, t -> t.getEpochSecond() + ".000"),
          Time.of("s as 1.5e9", TimeFormat.SECONDS, t -> exponent(t.getEpochSecond())),
          Time.of("ms", TimeFormat.MILLISECONDS, t -> "" + t.toEpochMilli()),
          Time.of("ms.f", TimeFormat.MILLISECONDS, t -> t.toEpochMilli() + ".0"),
          Time.of("us", TimeFormat.MICROSECONDS, t -> t.toEpochMilli() + "000"),
          Time.of("ns", TimeFormat.NANOSECONDS, t -> t.toEpochMilli() + "000000"),
          Time.of("iso Z", TimeFormat.ISO, Instant::toString),
          Time.pattern("yyyy-MM-dd", ZoneOffset.UTC),
          Time.pattern("yyyy-MM-dd HH:mm:ss", ZoneOffset.UTC),
          Time.pattern("yyyy-MM-dd HH:mm:ss", BERLIN),
          Time.pattern("yyyy-MM-dd'T'HH:mm", ZoneOffset.UTC),
          Time.pattern("yyyy-MM-dd HH:mm:ss.SSS", ZoneOffset.UTC),
          Time.pattern("yyyy-MM-dd HH:mm:ss 'UTC'", ZoneOffset.UTC),
          // What follows names its zone, so that the user's does not count.
          new Time(
              "offset",
              TimeFormat.ISO,
              BERLIN,
              t -> t.atZone(BERLIN).toOffsetDateTime().toString()),
          new Time("zone", TimeFormat.ISO, ZoneOffset.UTC, t -> iso(t, BERLIN) + " Europe/Berlin"));

  private record Dialect(
      String separator,
      boolean quoted,
      boolean mark,
      String lineEnd,
      boolean gzip,
      boolean header) {}

  static Stream<Dialect> dialects() {
    List<Dialect> dialects = new ArrayList<>();
    for (String separator : List.of(",", ";", "|", "\t", "::")) {
      for (boolean quoted : new boolean[] {false, true}) {
        for (boolean mark : new boolean[] {false, true}) {
          for (String lineEnd : List.of("\n", "\r\n")) {
            for (boolean gzip : new boolean[] {false, true}) {
              for (boolean header : new boolean[] {false, true}) {
                dialects.add(new Dialect(separator, quoted, mark, lineEnd, gzip, header));
              }
            }
          }
        }
      }
    }
    return dialects.stream();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void everyDialectIsReadAlike(Dialect dialect) {
    for (Time time : FORMS) {
      Path file = write(dialect, time);
      List<LoggedWatch> expected = expected(dialect);
      CsvForm detected = new CsvForm(null, null, null, time.zone());
      assertThat(read(file, dialect, detected)).as("%s, detected", time).isEqualTo(expected);
      CsvForm said = new CsvForm(dialect.separator(), dialect.header(), time.format(), time.zone());
      assertThat(read(file, dialect, said)).as("%s, said", time).isEqualTo(expected);
    }
  }

  private static List<LoggedWatch> read(Path file, Dialect dialect, CsvForm form) {
    List<String> columns =
        dialect.header()
            ? List.of("user_id=viewer", "watch_ms=seconds", "item_id=video", "event_time=when")
            : List.of("user_id=1", "watch_ms=2", "item_id=3", "event_time=4");
    WatchLog log = new CsvLog(file, CsvColumns.parse(columns), form, WrittenFiles.CLOCK);
    assertThat(log.details())
        .startsWith(new CsvDialect(dialect.separator(), dialect.header()).toString());
    try (LogReader<LoggedWatch> reader = log.open()) {
      List<LoggedWatch> watches = new ArrayList<>();
      reader.forEachRemaining(watches::add);
      assertThat(reader.malformed().first()).isEmpty();
      return watches;
    }
  }

  private static List<LoggedWatch> expected(Dialect dialect) {
    List<LoggedWatch> watches = new ArrayList<>();
    for (int i = 0; i < TIMES.size(); i++) {
      watches.add(
          new LoggedWatch(
              "log-",
              i + (dialect.header() ? 2 : 1),
              "käse" + i,
              item(dialect, i),
              TIMES.get(i).toEpochMilli(),
              1_000 * i,
              null,
              List.of(),
              "",
              Map.of(),
              null));
    }
    return watches;
  }

  /**
   * Where fields are quoted, one holds quotes and, since no id holds a tab, any other separator.
   */
  private static String item(Dialect dialect, int i) {
    if (!dialect.quoted() || i != 1) {
      return "item " + i;
    }
    return "a" + dialect.separator().replace("\t", ",") + "\"b\"";
  }

  private static Path write(Dialect dialect, Time time) {
    StringBuilder text = new StringBuilder(dialect.mark() ? "\uFEFF" : "");
    if (dialect.header()) {
      row(text, dialect, NAMES);
    }
    for (int i = 0; i < TIMES.size(); i++) {
      row(
          text,
          dialect,
          "käse" + i,
          String.valueOf(1_000 * i),
          item(dialect, i),
          time.writer().apply(TIMES.get(i)));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    try {
      return Files.write(folder.resolve("log.csv"), dialect.gzip() ? zipped(bytes) : bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void row(StringBuilder text, Dialect dialect, String... fields) {
    List<String> written = new ArrayList<>();
    for (String field : fields) {
      written.add(dialect.quoted() ? '"' + field.replace("\"", "\"\"") + '"' : field);
    }
    text.append(String.join(dialect.separator(), written)).append(dialect.lineEnd());
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  /** As spreadsheets write large numbers, exactly here: 1.569888E9. */
  private static String exponent(long seconds) {
    String digits = String.valueOf(seconds);
    return digits.charAt(0) + "." + digits.substring(1) + "e" + (digits.length() - 1);
  }

  private static String iso(Instant time, ZoneId zone) {
    return time.atZone(zone).toLocalDateTime().toString();
  }
}
