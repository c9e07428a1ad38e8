package io.intereststream.data;

import io.intereststream.data.csv.CsvDialect;
import io.intereststream.data.csv.CsvTable;
import io.intereststream.data.csv.FoundText;
import io.intereststream.data.csv.TextFile;
import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Detects the format of a file or folder from its names and its first rows. A format that the rows
 * contradict is rejected: it is better to ask than to train on ratings or times as if they were
 * items.
 */
final class Detection {
  private static final String KNOWN =
      "a folder of KuaiRand, a folder or file of MicroLens or the WeChat challenge, a file of"
          + " TakaTak, a file with lines of whole numbers \"user item item ...\" or"
          + " \"user,item,position\", or a CSV file with the columns user_id, item_id and"
          + " event_time; for another CSV file, name its columns: --columns"
          + " user_id=<column>,item_id=<column>,event_time=<column>, by number if it has no"
          + " header line";
  private static final int LINES = 1_000;

  private final Path path;
  private final Clock clock;

  Detection(Path path, Clock clock) {
    this.path = path;
    this.clock = clock;
  }

  WatchLog log() {
    if (!Files.exists(path)) {
      throw InterestStreamException.environment(
          "%s: does not exist (expected: %s)".formatted(path, KNOWN), null);
    }
    return Files.isDirectory(path) ? ofFolder() : ofFile();
  }

  private WatchLog ofFolder() {
    List<Path> pairs = files(path, "*_pairs.csv");
    if (KuaiRandLog.isIn(path)) {
      return new KuaiRandLog(path, clock);
    } else if (Files.exists(path.resolve(WeChatLog.FILE))) {
      return new WeChatLog(path.resolve(WeChatLog.FILE), clock);
    } else if (pairs.size() == 1) {
      return new MicroLensLog(pairs.get(0), clock);
    }
    throw InterestStreamException.checkFailed(
        ("%s: unknown format: no events_*.csv, no user_history_*.csv, no %s and %d files"
                + " *_pairs.csv (expected: %s; if there are several *_pairs.csv, name one of them)")
            .formatted(path, WeChatLog.FILE, pairs.size(), KNOWN));
  }

  private WatchLog ofFile() {
    TextFile file = new TextFile(path);
    List<String> lines = file.firstLines(LINES);
    if (lines.isEmpty()) {
      throw file.empty(KNOWN);
    }
    String first = lines.get(0);
    if (first.matches("[0-9 \t]+")) {
      rejectTable(lines);
      return new ItemListsLog(path);
    } else if (first.matches("[0-9]{1,19},[0-9]{1,19},[0-9]{1,19}")) {
      rejectOtherTriples(lines);
      return new PositionTriplesLog(path);
    }
    return ofHeader(first);
  }

  /**
   * Rejects lists that all have the same length of three or more numbers: they are rows of a table.
   */
  private void rejectTable(List<String> lines) {
    List<Integer> lengths =
        lines.stream().map(line -> line.strip().split("[ \t]+").length).distinct().toList();
    if (lines.size() > 1 && lengths.size() == 1 && lengths.get(0) > 2) {
      throw rejected(
          1,
          lines.get(0),
          "every row has %d columns: a table, not item lists".formatted(lengths.get(0)),
          "for a table, name its columns by number: --separator %s --columns user_id=1,item_id=2,event_time=<number>; for item lists: --format lists"
              .formatted(lines.get(0).indexOf('\t') < 0 ? "' '" : "tab"));
    }
  }

  /**
   * Rejects triples whose third number does not count up from 0 or 1 for each viewer, line by line:
   * it is a rating or a time, not a position.
   */
  private void rejectOtherTriples(List<String> lines) {
    Map<String, Long> positions = new HashMap<>();
    Long start = null;
    for (int i = 0; i < lines.size(); i++) {
      String[] fields = lines.get(i).strip().split(",");
      if (fields.length == 3 && fields[2].matches("[0-9]{1,18}")) {
        long position = Long.parseLong(fields[2]);
        start = start == null ? (Long) position : start;
        Long last = positions.put(fields[0], position);
        if (start > 1 || position != (last == null ? start : last + 1)) {
          throw rejected(
              i + 1,
              lines.get(i),
              "the third number does not count up from 0 or 1 for each viewer, so it is not a position",
              "for a table, name its columns by number: --columns user_id=1,item_id=2,event_time=<number>; for positions: --format triples");
        }
      }
    }
  }

  private WatchLog ofHeader(String first) {
    for (CsvDialect dialect : CsvDialect.withHeader()) {
      Optional<Set<String>> names = names(dialect);
      if (names.isPresent()) {
        Optional<WatchLog> log = ofNames(names.get(), dialect);
        if (log.isPresent()) {
          return log.get();
        }
      }
    }
    throw rejected(1, first, "unknown format", KNOWN);
  }

  private Optional<WatchLog> ofNames(Set<String> names, CsvDialect dialect) {
    if (names.containsAll(CsvColumns.NEEDED)) {
      return Optional.of(new CsvLog(path, CsvColumns.SAME, CsvForm.DETECTED, clock));
    } else if (!dialect.equals(CsvDialect.COMMA)) {
      return Optional.empty();
    } else if (names.containsAll(WeChatLog.COLUMNS)) {
      return Optional.of(new WeChatLog(path, clock));
    } else if (names.equals(Set.copyOf(MicroLensLog.COLUMNS))) {
      // A file with more columns, such as a rating, is not MicroLens, in which each row is a
      // viewer's comment on an item.
      return Optional.of(new MicroLensLog(path, clock));
    }
    return TakaTakLog.isHeader(names) ? Optional.of(new TakaTakLog(path, clock)) : Optional.empty();
  }

  /**
   * Returns the column names in the first line; empty if the file cannot be read in this dialect.
   */
  private Optional<Set<String>> names(CsvDialect dialect) {
    try (CsvTable table = CsvTable.open(path, dialect)) {
      return Optional.of(Set.copyOf(table.header().names()));
    } catch (InterestStreamException e) {
      return Optional.empty();
    }
  }

  private InterestStreamException rejected(int number, String line, String found, String expected) {
    return InterestStreamException.checkFailed(
        "%s line %d: %s: %s (expected: %s)"
            .formatted(path, number, FoundText.quoted(line), found, expected));
  }

  /** Returns the files of a folder that match, by name. */
  static List<Path> files(Path folder, String pattern) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, pattern)) {
      stream.forEach(found::add);
    } catch (IOException e) {
      throw InterestStreamException.environment(
          "%s: %s (expected: a folder; is the path right?)".formatted(folder, IoFault.reason(e)),
          e);
    }
    found.sort(null);
    return found;
  }
}
