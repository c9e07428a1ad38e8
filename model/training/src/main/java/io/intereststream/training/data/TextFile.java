package io.intereststream.training.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of UTF-8 text; a byte order mark at its start is no part of the text. */
record TextFile(Path path) {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Opens the text for reading; the reader refuses what is not UTF-8. */
  BufferedReader open() {
    try {
      BufferedReader reader = Files.newBufferedReader(path);
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK) {
        reader.reset();
      }
      return reader;
    } catch (IOException e) {
      throw unreadable(1, e);
    }
  }

  /** Returns the first line that is not blank, or an empty text where there is none. */
  String firstLine() {
    try (BufferedReader reader = open()) {
      String line = reader.readLine();
      while (line != null && line.isBlank()) {
        line = reader.readLine();
      }
      return line == null ? "" : line;
    } catch (IOException e) {
      throw unreadable(1, e);
    }
  }

  /**
   * What to throw when reading fails.
   *
   * @param line near which
   */
  DataException unreadable(long line, Exception e) {
    String found =
        e instanceof CharacterCodingException ? "not UTF-8" : "cannot be read (" + e + ")";
    return new DataException(
        "%s from line %d on: %s (expected: a file of UTF-8 text; convert it, or name another)"
            .formatted(path, line, found),
        e);
  }

  /** What to throw when there is nothing in the file. */
  DataException empty(String expected) {
    return new DataException(
        "%s line 1: nothing (expected: %s; is the file complete?)".formatted(path, expected));
  }
}
