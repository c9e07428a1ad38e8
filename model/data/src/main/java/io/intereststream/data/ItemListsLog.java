package io.intereststream.data;

import java.nio.file.Path;

/**
 * Lists of items, the form of {@code Video.txt} and of other Amazon files and of MicroLens' pairs
 * as {@code .tsv}: each line a viewer's id and then ids of items, oldest first, with blanks or tabs
 * between. A later line of the same viewer continues the earlier one, so a file with one pair
 * {@code user item} a line will do, oldest first. Blank lines mean nothing; there is no header, and
 * ids hold no comma.
 *
 * <p>Each item is labelled positive, and no time is known.
 */
final class ItemListsLog implements WatchLog {
  static final String FORM =
      "each line: a viewer's id, then ids of items, oldest first, with blanks or tabs between";

  private final Path file;

  /** A file of lists, not opened before it is read. */
  ItemListsLog(Path file) {
    this.file = file;
  }

  @Override
  public String description() {
    return "item lists " + file.getFileName();
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
    return new ListReader(file);
  }
}
