package io.intereststream.data.csv;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of UTF-8 text, plain or gzip, which is detected from its content. A byte order mark at the
 * start is not part of the text.
 */
public record TextFile(Path path) {
  /**
   * Replaces bytes that are not UTF-8, so that a message can name their row. It is a noncharacter
   * of Unicode, so valid text does not contain it.
   */
  public static final char NOT_UTF8 = '\uFFFF';

  private static final int BUFFER = 1 << 16;
  private static final int HEAD = 4;

  /** File types that are rejected, by their first bytes. */
  private enum Other {
    UTF_16_LITTLE_ENDIAN("UTF-16", 0xFF, 0xFE),
    UTF_16_BIG_ENDIAN("UTF-16", 0xFE, 0xFF),
    ZIP("a ZIP archive", 'P', 'K', 3, 4),
    PARQUET("Parquet", 'P', 'A', 'R', '1'),
    ZSTANDARD("Zstandard", 0x28, 0xB5, 0x2F, 0xFD),
    XZ("xz", 0xFD, '7', 'z', 'X'),
    BZIP2("bzip2", 'B', 'Z', 'h', '9');

    private final String title;
    private final int[] bytes;

    Other(String title, int... bytes) {
      this.title = title;
      this.bytes = bytes;
    }
  }

  /** Opens the text for reading; {@link #NOT_UTF8} replaces bytes that are not UTF-8. */
  public Reader open() {
    if (Files.isDirectory(path)) {
      throw InterestStreamException.environment(
          "%s: is a folder (expected: a file)".formatted(path), null);
    }
    InputStream opened = null;
    try {
      opened = Files.newInputStream(path);
      return new InputStreamReader(unpacked(opened), decoder());
    } catch (IOException e) {
      close(opened, e);
      throw unreadable(1, e);
    } catch (InterestStreamException e) {
      close(opened, e);
      throw e;
    }
  }

  /** Returns the first lines, {@code count} at most, blank ones left out. */
  public List<String> firstLines(int count) {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = new BufferedReader(open())) {
      String line = reader.readLine();
      while (line != null && lines.size() < count) {
        if (!line.isBlank()) {
          lines.add(line);
        }
        line = reader.readLine();
      }
      return lines;
    } catch (IOException e) {
      throw unreadable(lines.size() + 1L, e);
    }
  }

  /**
   * Returns the exception for a failed read.
   *
   * @param line near which it failed
   */
  public InterestStreamException unreadable(long line, IOException fault) {
    String found =
        fault instanceof EOFException || fault instanceof ZipException
            ? "gzip data that ends early or is damaged, after line %d (expected: a complete file)"
                .formatted(line)
            : IoFault.reason(fault) + " (expected: a file that can be read)";
    return InterestStreamException.environment(path + ": " + found, fault);
  }

  /** Returns the exception for an empty file. */
  public InterestStreamException empty(String expected) {
    return InterestStreamException.checkFailed(
        "%s: is empty (expected: %s; is the file complete?)".formatted(path, expected));
  }

  private InputStream unpacked(InputStream opened) throws IOException {
    InputStream in = new BufferedInputStream(opened, BUFFER);
    PushbackInputStream text = new PushbackInputStream(in, HEAD);
    byte[] head = head(text);
    if (startsWith(head, 0x1F, 0x8B)) {
      text = new PushbackInputStream(new GZIPInputStream(text, BUFFER), HEAD);
      head = head(text);
    }
    for (Other other : Other.values()) {
      if (startsWith(head, other.bytes)) {
        throw InterestStreamException.checkFailed(
            "%s: %s (expected: UTF-8 text, plain or gzip; convert or unpack it)"
                .formatted(path, other.title));
      }
    }
    if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
      text.skipNBytes(3);
    }
    return text;
  }

  private static byte[] head(PushbackInputStream in) throws IOException {
    byte[] head = in.readNBytes(HEAD);
    in.unread(head);
    return head;
  }

  private static boolean startsWith(byte[] head, int... bytes) {
    boolean same = head.length >= bytes.length;
    for (int i = 0; same && i < bytes.length; i++) {
      same = (head[i] & 0xFF) == bytes[i];
    }
    return same;
  }

  private static CharsetDecoder decoder() {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .onUnmappableCharacter(CodingErrorAction.REPLACE)
        .replaceWith(String.valueOf(NOT_UTF8));
  }

  private static void close(InputStream opened, Exception e) {
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException again) {
        e.addSuppressed(again);
      }
    }
  }
}
