package io.intereststream.data.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any fields come back from any dialect, whatever characters they hold. */
class CsvTablePropertyTest {

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void fieldsComeBack(
      @ForAll("rows") List<List<String>> rows,
      @ForAll("separators") String separator,
      @ForAll boolean always,
      @ForAll("lineEnds") String lineEnd,
      @ForAll boolean mark,
      @ForAll boolean gzip)
      throws IOException {
    StringBuilder text = new StringBuilder(mark ? "\uFEFF" : "");
    for (List<String> row : rows) {
      List<String> written = row.stream().map(field -> field(field, separator, always)).toList();
      text.append(String.join(separator, written)).append(lineEnd);
    }
    Path file = Files.createTempFile("rows", ".csv");
    try (OutputStream out =
        gzip ? new GZIPOutputStream(Files.newOutputStream(file)) : Files.newOutputStream(file)) {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    List<List<String>> read = new ArrayList<>();
    try (CsvTable table = CsvTable.open(file, new CsvDialect(separator, false))) {
      table.header().useAll();
      while (table.next()) {
        read.add(table.fields());
      }
    } finally {
      Files.delete(file);
    }
    assertThat(read).isEqualTo(rows);
  }

  /** Quoted where it must be: a row of one empty field is an empty line otherwise. */
  private static String field(String field, String separator, boolean always) {
    boolean quoted =
        always
            || field.isEmpty()
            || field.matches("(?s).*[\"\r\n,;|\t:].*")
            || field.contains(separator);
    return quoted ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }

  @Provide
  Arbitrary<List<List<String>>> rows() {
    Arbitrary<String> fields =
        Arbitraries.oneOf(
            Arbitraries.strings().alpha().ofMaxLength(6),
            Arbitraries.strings()
                .withChars(",;|\t:\"'\r\n aé中\uD83D\uDE00")
                .ofMaxLength(8)
                .map(CsvTablePropertyTest::withoutLoneSurrogates));
    return Arbitraries.integers()
        .between(1, 5)
        .flatMap(columns -> fields.list().ofSize(columns).list().ofMinSize(1).ofMaxSize(6));
  }

  private static String withoutLoneSurrogates(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Provide
  Arbitrary<String> separators() {
    return Arbitraries.of(CsvDialect.SEPARATORS);
  }

  @Provide
  Arbitrary<String> lineEnds() {
    return Arbitraries.of("\n", "\r\n", "\r");
  }
}
