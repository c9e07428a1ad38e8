package io.intereststream.data.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Arrays;

/**
 * The characters of one row; one object is reused for all rows. A field becomes a {@code String}
 * only when it is read, because most columns of a wide file are never read.
 */
final class RowBuffer extends AbstractBaseCsvCallbackHandler<RowBuffer> {
  private static final int LONGEST_NUMBER = 18;

  private boolean[] used;
  private char[] chars = new char[256];
  private int[] ends = new int[32];
  private int size;
  private long line;

  /** From the next row on, stores only the fields of these columns. */
  void use(boolean[] columns) {
    used = columns;
  }

  int size() {
    return size;
  }

  /** Number of the row's first line, from 1. */
  long line() {
    return line;
  }

  int length(int field) {
    return ends[field] - start(field);
  }

  char charAt(int field, int place) {
    return chars[start(field) + place];
  }

  String text(int field) {
    return new String(chars, start(field), length(field));
  }

  /** Returns whether a field is not empty and has only printable ASCII characters and no blanks. */
  boolean isPlain(int field) {
    int end = ends[field];
    int start = start(field);
    for (int i = start; i < end; i++) {
      if (chars[i] < '!' || chars[i] > '~') {
        return false;
      }
    }
    return start < end;
  }

  /** Returns the value of a field of 1 to 18 digits; -1 if the field is anything else. */
  long digits(int field) {
    int start = start(field);
    int end = ends[field];
    if (start == end || end - start > LONGEST_NUMBER) {
      return -1;
    }
    long number = 0;
    for (int i = start; i < end; i++) {
      int digit = chars[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  private int start(int field) {
    return field == 0 ? 0 : ends[field - 1];
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    size = 0;
    line = startingLineNumber;
  }

  @Override
  protected void handleField(int field, char[] from, int offset, int length, boolean quoted) {
    int start = start(field);
    if (field == ends.length) {
      ends = Arrays.copyOf(ends, 2 * field);
    }
    if (used == null || field < used.length && used[field]) {
      copy(from, offset, start, length);
      ends[field] = start + length;
    } else {
      ends[field] = start;
    }
    size = field + 1;
  }

  private void copy(char[] from, int offset, int start, int length) {
    if (start + length > chars.length) {
      chars = Arrays.copyOf(chars, 2 * (start + length));
    }
    System.arraycopy(from, offset, chars, start, length);
  }

  @Override
  protected RowBuffer buildRecord() {
    return this;
  }
}
