package io.intereststream.training.data;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The form that ComiRec's preparation writes ({@code book_train.txt} and others): each line {@code
 * user,item,position} without a header, position a whole number that never falls from one line of a
 * viewer to the next. Lines of several viewers may alternate. Times are unknown ({@link
 * Sequences#BEFORE}), so it cannot be split by time. ComiRec's three files hold different viewers:
 * join them into one, since {@link Split} parts the viewers itself.
 */
public final class PositionTriples implements SequenceSource {
  private static final String REMEDY = "each line: user,item,position, without a header";

  private final Path file;

  /** A file of triples, not opened before {@link #read()}. */
  public PositionTriples(Path file) {
    this.file = file;
  }

  @Override
  public String description() {
    return "triples " + file.getFileName();
  }

  @Override
  public Sequences read() {
    TextFile text = new TextFile(file);
    if (text.firstLine().isEmpty()) {
      throw text.empty(REMEDY);
    }
    SequenceBuilder builder = new SequenceBuilder(file, "watch", REMEDY);
    Map<String, Long> positions = new HashMap<>();
    try (CsvTable table = CsvTable.withoutHeader(file, ',', List.of("user", "item", "position"))) {
      while (table.next()) {
        String viewer = table.required(0);
        long position = table.whole(2);
        Long last = positions.put(viewer, position);
        if (last != null && position < last) {
          throw table.refused(
              "position %d of viewer %s after %d (expected: never falling; sort the file: sort -s -t, -k1,1 -k3,3n %s)"
                  .formatted(position, viewer, last, file.getFileName()));
        }
        builder.add(viewer, table.required(1), Sequences.BEFORE);
      }
    }
    return builder.build(description());
  }
}
