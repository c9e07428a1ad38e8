package io.intereststream.training.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tells the format of a file or folder by names and first line. */
final class Detection {
  private static final String KNOWN =
      "a folder of KuaiRand, MicroLens or the WeChat challenge, or a file of theirs, of TakaTak,"
          + " with lines of whole numbers \"user item item ...\" or \"user,item,position\";"
          + " for another CSV file give its columns";

  private Detection() {}

  static SequenceSource of(Path path) {
    if (!Files.exists(path)) {
      throw new DataException("%s: does not exist (expected: %s)".formatted(path, KNOWN));
    }
    return Files.isDirectory(path) ? ofFolder(path) : ofFile(path);
  }

  private static SequenceSource ofFolder(Path folder) {
    List<Path> pairs = files(folder, "*_pairs.csv");
    if (KuaiRand.isIn(folder)) {
      return new KuaiRand(folder);
    } else if (Files.exists(folder.resolve(WeChatChallenge.FILE))) {
      return new WeChatChallenge(folder.resolve(WeChatChallenge.FILE));
    } else if (pairs.size() == 1) {
      return new MicroLens(pairs.get(0));
    }
    throw new DataException("%s: no known format (expected: %s)".formatted(folder, KNOWN));
  }

  private static SequenceSource ofFile(Path path) {
    TextFile file = new TextFile(path);
    String first = file.firstLine();
    if (first.isEmpty()) {
      throw file.empty(KNOWN);
    } else if (first.chars().allMatch(c -> isDigit(c) || c == ' ' || c == '\t')) {
      return new ItemLists(path);
    } else if (first.matches("[0-9]{1,19},[0-9]{1,19},[0-9]{1,19}")) {
      return new PositionTriples(path);
    }
    return ofHeader(path, first);
  }

  private static SequenceSource ofHeader(Path path, String first) {
    Set<String> names = Set.copyOf(header(path));
    if (names.containsAll(WeChatChallenge.COLUMNS)) {
      return new WeChatChallenge(path);
    } else if (names.containsAll(MicroLens.COLUMNS)) {
      return new MicroLens(path);
    } else if (TakaTak.isHeader(names)) {
      return new TakaTak(path);
    }
    String start = first.length() <= 80 ? first : first.substring(0, 80) + "...";
    throw new DataException(
        "%s line 1: \"%s\", no known format (expected: %s)".formatted(path, start, KNOWN));
  }

  private static List<String> header(Path path) {
    try (CsvTable table = CsvTable.open(path, ',')) {
      return table.names();
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Returns the files of a folder that match, by name. */
  static List<Path> files(Path folder, String pattern) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, pattern)) {
      stream.forEach(found::add);
    } catch (IOException e) {
      throw new DataException(
          "%s: cannot be read (%s; expected: a folder; is the path right?)".formatted(folder, e),
          e);
    }
    found.sort(null);
    return found;
  }
}
