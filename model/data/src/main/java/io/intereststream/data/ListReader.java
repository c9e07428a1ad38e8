package io.intereststream.data;

import io.intereststream.data.csv.FoundText;
import io.intereststream.data.csv.Ids;
import io.intereststream.data.csv.MalformedRowException;
import io.intereststream.data.csv.MalformedRows;
import io.intereststream.data.csv.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.StringTokenizer;

/** Reads lists of items, one viewer a line. */
final class ListReader implements LogReader<LabelledSequence> {
  private final TextFile file;
  private final BufferedReader reader;
  private final MalformedRows malformed = new MalformedRows();
  private long line;
  private long position;
  private LabelledSequence ahead;

  /** Opens a file, which must not be empty. */
  ListReader(Path path) {
    file = new TextFile(path);
    if (file.firstLines(1).isEmpty()) {
      throw file.empty(ItemListsLog.FORM);
    }
    reader = new BufferedReader(file.open());
  }

  @Override
  public boolean hasNext() {
    String text = "";
    while (ahead == null && (text = readLine()) != null) {
      try {
        ahead = sequence(text);
      } catch (MalformedRowException e) {
        malformed.add(file.path(), line, e);
      }
    }
    return ahead != null;
  }

  private String readLine() {
    try {
      line++;
      return reader.readLine();
    } catch (IOException e) {
      throw file.unreadable(line, e);
    }
  }

  /** Returns null for a blank line. */
  private static LabelledSequence sequence(String text) throws MalformedRowException {
    if (text.indexOf(',') >= 0) {
      throw new MalformedRowException(
          "a comma in %s (expected: %s; for a CSV file, name its columns)"
              .formatted(FoundText.quoted(text), ItemListsLog.FORM));
    }
    StringTokenizer ids = new StringTokenizer(text);
    if (!ids.hasMoreTokens()) {
      return null;
    }
    String viewer = Ids.checked("viewer", ids.nextToken());
    List<String> items = new ArrayList<>(ids.countTokens());
    while (ids.hasMoreTokens()) {
      items.add(Ids.checked("item", ids.nextToken()));
    }
    return new LabelledSequence(viewer, items);
  }

  @Override
  public LabelledSequence next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    LabelledSequence next = ahead;
    ahead = null;
    position = line;
    return next;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public MalformedRows malformed() {
    return malformed;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw file.unreadable(line, e);
    }
  }
}
