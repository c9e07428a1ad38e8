package io.intereststream.model.release;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.function.ToLongFunction;

/**
 * The items of a release: row number, id and fingerprint. Immutable; look-ups allocate only the
 * texts that they return.
 */
public final class Vocabulary {

  private final Path file;
  private final byte[] text;
  private final int[] starts;
  private final ToLongFunction<byte[]> fingerprint;

  /** Open addressing: {@code rows[slot]} is a row + 1, 0 where the slot is empty. */
  private final long[] keys;

  private final int[] rows;

  private Vocabulary(
      Path file, byte[] text, int[] starts, int slots, ToLongFunction<byte[]> fingerprint) {
    this.file = file;
    this.text = text;
    this.starts = starts;
    this.fingerprint = fingerprint;
    this.keys = new long[slots];
    this.rows = new int[slots];
  }

  /**
   * Reads {@code items.txt}.
   *
   * @param file for messages
   * @param text its content
   * @param items required number of lines
   * @param fingerprint computes the fingerprint of an id in UTF-8
   * @param throttle slows reading down
   */
  static Vocabulary read(
      Path file, byte[] text, int items, ToLongFunction<byte[]> fingerprint, Throttle throttle) {
    checkUtf8(file, text);
    int[] starts = starts(file, text, items);
    int slots = Integer.highestOneBit(Math.max(2, Math.min(items, 1 << 28))) << 2;
    Vocabulary vocabulary = new Vocabulary(file, text, starts, slots, fingerprint);
    Throttle.Loop loop = throttle.startLoop();
    for (int row = 0; row < items; row++) {
      vocabulary.add(row);
      loop.afterStep();
    }
    return vocabulary;
  }

  /** Returns the row of the item with the given fingerprint, or -1 if the release has none. */
  public int row(long itemFingerprint) {
    return rows[slot(itemFingerprint)] - 1;
  }

  /** Returns the row of an item, or -1 if the release does not know it. */
  public int row(String itemId) {
    return row(fingerprint.applyAsLong(itemId.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Returns the rows of the items that the release knows, in the items' order.
   *
   * @param items number of items
   * @param fingerprint of each item, by its number from 0
   */
  public int[] knownRows(int items, IntToLongFunction fingerprint) {
    return newestKnownRows(items, fingerprint, items);
  }

  /**
   * Returns the rows of the last items that the release knows, in the items' order.
   *
   * @param items number of items
   * @param fingerprint of each item, by its number from 0
   * @param most maximum number of rows
   */
  public int[] newestKnownRows(int items, IntToLongFunction fingerprint, int most) {
    int[] found = new int[Math.min(items, most)];
    int from = found.length;
    for (int i = items - 1; i >= 0 && from > 0; i--) {
      int row = row(fingerprint.applyAsLong(i));
      if (row >= 0) {
        found[--from] = row;
      }
    }
    return from == 0 ? found : Arrays.copyOfRange(found, from, found.length);
  }

  /** Returns the id of the item in a row. */
  public String itemId(int row) {
    return new String(text, starts[row], length(row), StandardCharsets.UTF_8);
  }

  /** Returns the number of items. */
  public int size() {
    return starts.length - 1;
  }

  private void add(int row) {
    byte[] id = Arrays.copyOfRange(text, starts[row], starts[row] + length(row));
    long key = fingerprint.applyAsLong(id);
    int slot = slot(key);
    if (rows[slot] != 0) {
      int other = rows[slot] - 1;
      throw new ReleaseException(
          itemId(row).equals(itemId(other))
              ? String.format(
                  "%s: item '%s' in lines %d and %d (expected: each item once)",
                  file, itemId(row), other + 1, row + 1)
              : String.format(
                  "%s: items '%s' (line %d) and '%s' (line %d) have the same fingerprint"
                      + " 0x%016x (expected: all different; rename or remove one)",
                  file, itemId(other), other + 1, itemId(row), row + 1, key));
    }
    keys[slot] = key;
    rows[slot] = row + 1;
  }

  /** Returns the slot that holds the key, or the empty slot where it belongs. */
  private int slot(long key) {
    int mask = rows.length - 1;
    int slot = (int) (key ^ (key >>> 32)) & mask;
    while (rows[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int length(int row) {
    return starts[row + 1] - starts[row] - 1;
  }

  private static void checkUtf8(Path file, byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new ReleaseException(
          file + ": not UTF-8 (expected: one item id per line, in UTF-8)", e);
    } catch (OutOfMemoryError e) {
      throw ReleaseException.temporary(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the starts of the lines, and one past the end. A line feed after the last line is
   * optional.
   */
  private static int[] starts(Path file, byte[] text, int items) {
    int[] starts = new int[items + 1];
    int lines = 0;
    int start = 0;
    for (int i = 0; i <= text.length; i++) {
      boolean end = i == text.length;
      if (end ? start < i : text[i] == '\n') {
        if (i == start) {
          throw new ReleaseException(
              file + ": line " + (lines + 1) + " is empty (expected: an item id)");
        }
        if (lines < items) {
          starts[lines + 1] = i + 1;
        }
        lines++;
        start = i + 1;
      }
    }
    if (lines != items) {
      throw new ReleaseException(
          String.format("%s: %d lines (expected: %d, one for each item)", file, lines, items));
    }
    return starts;
  }
}
