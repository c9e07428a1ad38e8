package io.intereststream.data;

import io.intereststream.data.csv.CsvDialect;
import io.intereststream.data.csv.CsvHeader;
import io.intereststream.data.csv.TextFile;
import io.intereststream.error.InterestStreamException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format that ComiRec's data preparation writes ({@code book_train.txt} and others): each line
 * is {@code user,item,position}; there is no header. The position is a whole number that rises from
 * one line of a viewer to the next. Detection accepts only positions that count up by one from 0 or
 * 1; {@code --format triples} accepts any that rise. Lines of several viewers may alternate. Each
 * item is labelled positive, and no time is known. ComiRec's three files hold different viewers:
 * join them into one, since training splits the viewers itself.
 */
final class PositionTriplesLog implements WatchLog {
  private static final CsvDialect DIALECT = new CsvDialect(",", false);
  private static final String FORM = "each line: user,item,position, without a header";

  private final Path file;

  /** A file of triples, not opened before it is read. */
  PositionTriplesLog(Path file) {
    this.file = file;
  }

  @Override
  public String description() {
    return "triples " + file.getFileName();
  }

  @Override
  public String remedy() {
    return FORM;
  }

  @Override
  public LogReader<LoggedWatch> open(long afterPosition) {
    return LogReader.empty();
  }

  @Override
  public LogReader<LabelledSequence> openLabelled() {
    TextFile text = new TextFile(file);
    if (text.firstLines(1).isEmpty()) {
      throw text.empty(FORM);
    }
    return new RowReader<>(List.of(file), DIALECT, PositionTriplesLog::bind, 0);
  }

  private static RowReader.RowMapper<LabelledSequence> bind(
      Path path, int fileNumber, CsvHeader header) {
    if (header.size() != 3) {
      throw InterestStreamException.checkFailed(
          "%s line 1: %d columns (expected: 3, %s)".formatted(path, header.size(), FORM));
    }
    int user = header.column("1", FORM);
    int item = header.column("2", FORM);
    int place = header.column("3", FORM);
    Map<String, Long> positions = new HashMap<>();
    return row -> {
      String viewer = row.id(user);
      long position = row.whole(place);
      Long last = positions.put(viewer, position);
      if (last != null && position <= last) {
        throw InterestStreamException.checkFailed(
            "%s line %d: position %d of viewer %s after %d (expected: a higher one; is the third column a position? then sort the file: sort -s -t, -k1,1 -k3,3n %s)"
                .formatted(path, row.line(), position, viewer, last, path.getFileName()));
      }
      return new LabelledSequence(viewer, List.of(row.id(item)));
    };
  }
}
