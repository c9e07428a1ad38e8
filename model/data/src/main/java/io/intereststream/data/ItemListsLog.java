package io.intereststream.data;

import java.nio.file.Path;

/**
 * Lists of items, as in {@code Video.txt} and other Amazon files, and in the {@code .tsv} files of
 * MicroLens. Each line has a viewer's id and then item ids, oldest first, separated by blanks or
 * tabs. A later line of the same viewer continues the earlier one, so a file with one pair {@code
 * user item} per line, oldest first, is also valid. Blank lines are skipped; there is no header,
 * and ids contain no comma.
 *
 * <p>Each item is labelled positive, and no time is known.
 */
final class ItemListsLog implements WatchLog {
  static final String FORM =
      "each line: a viewer's id, then ids of items, oldest first, separated by blanks or tabs";

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
