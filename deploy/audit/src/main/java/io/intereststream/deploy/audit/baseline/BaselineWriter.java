package io.intereststream.deploy.audit.baseline;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Writes a baseline to a temporary file, and replaces the last baseline when it is complete, so
 * that there is a complete one at any time.
 */
public final class BaselineWriter implements AutoCloseable {
  private final Path folder;
  private final Path temporary;
  private final FileChannel channel;
  private final CheckedOutputStream checked;
  private final DataOutputStream out;
  private long viewers;

  /**
   * Starts a baseline.
   *
   * @param folder created if necessary
   */
  public BaselineWriter(Path folder, BaselineHead head) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      temporary = Files.createTempFile(folder, BaselineFile.NAME, ".part");
      channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
      checked =
          new CheckedOutputStream(
              new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 18), new CRC32());
      out = new DataOutputStream(checked);
      out.writeInt(BaselineFile.MAGIC);
      out.writeInt(BaselineFile.VERSION);
      head.write(out);
    } catch (IOException e) {
      throw fault(folder, e);
    }
  }

  /** Adds a viewer. */
  public void add(String viewer, KnownViewer known) {
    byte[] bytes = known.toBytes();
    try {
      out.writeBoolean(true);
      out.writeUTF(viewer);
      out.writeInt(bytes.length);
      out.write(bytes);
      viewers++;
    } catch (IOException e) {
      throw fault(folder, e);
    }
  }

  /**
   * Replaces the last baseline by this one.
   *
   * @return number of its viewers
   */
  public long publish() {
    try {
      out.writeBoolean(false);
      out.writeLong(checked.getChecksum().getValue());
      out.flush();
      channel.force(true);
      channel.close();
      Files.move(
          temporary,
          folder.resolve(BaselineFile.NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return viewers;
    } catch (IOException e) {
      throw fault(folder, e);
    }
  }

  private static InterestStreamException fault(Path folder, IOException e) {
    return InterestStreamException.environment(
        "baseline %s: %s (expected: a folder that can be written)"
            .formatted(folder, IoFault.reason(e)),
        e);
  }

  /** Discards a baseline that was not published. */
  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // A leftover file does no harm: no audit reads its name.
    }
  }
}
