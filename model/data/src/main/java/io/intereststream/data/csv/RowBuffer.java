package io.intereststream.data.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Arrays;

/**
 * The characters of one row, filled again for each. A field becomes a {@code String} only when it
 * is asked for: most columns of a wide file never are.
 */
final class RowBuffer extends AbstractBaseCsvCallbackHandler<RowBuffer> {
  private static final int LONGEST_NUMBER = 18;

  private boolean[] used;
  private char[] chars = new char[256];
  private int[] ends = new int[32];
  private int size;
  private long line;

  /** Leaves out the fields of later rows in other columns. */
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

  /** Whether a field is not empty, and of printable ASCII without blanks alone. */
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

  /** Returns the number that a field of digits writes; -1 where it is something else. */
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
