package io.intereststream.deploy.audit.baseline;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/** The file of a baseline, {@code histories} in its folder. */
public final class BaselineFile {
  static final String NAME = "histories";
  static final int MAGIC = 0x49534155;
  static final int VERSION = 1;

  private final Path file;

  /**
   * @param folder the baseline's folder
   */
  public BaselineFile(Path folder) {
    this.file = folder.resolve(NAME);
  }

  /** Whether the file exists. */
  public boolean exists() {
    return Files.exists(file);
  }

  /**
   * Reads the file.
   *
   * @param expected the settings with which it must have been made
   * @param sink receives each viewer and what is known about it
   * @throws InterestStreamException if the file is broken or was made with other settings
   */
  public BaselineHead read(Map<String, String> expected, BiConsumer<String, byte[]> sink) {
    try (CheckedInputStream checked =
            new CheckedInputStream(
                new BufferedInputStream(Files.newInputStream(file), 1 << 18), new CRC32());
        DataInputStream in = new DataInputStream(checked)) {
      if (in.readInt() != MAGIC) {
        throw broken("not a baseline");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw InterestStreamException.usage(
            "baseline %s: version %d (expected: %d; give another folder to begin a new baseline)"
                .formatted(file, version, VERSION));
      }
      BaselineHead head = BaselineHead.read(in);
      head.requireSettings(expected, file.getParent());
      while (in.readBoolean()) {
        String viewer = in.readUTF();
        int length = in.readInt();
        if (length < 0) {
          throw broken("a length of " + length);
        }
        sink.accept(viewer, in.readNBytes(length));
      }
      long found = checked.getChecksum().getValue();
      if (in.readLong() != found) {
        throw broken("wrong checksum");
      }
      return head;
    } catch (IOException e) {
      throw broken(IoFault.reason(e));
    }
  }

  private InterestStreamException broken(String found) {
    return InterestStreamException.environment(
        "baseline %s: %s (expected: a file of an earlier audit; delete it to begin a new baseline)"
            .formatted(file, found));
  }
}
