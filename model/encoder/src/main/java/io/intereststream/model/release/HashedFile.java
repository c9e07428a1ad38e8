package io.intereststream.model.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * An open file of a release whose bytes have the hash in the manifest. It is never opened by its
 * name again, so a file that replaces it later is not read.
 *
 * @param name for messages
 * @param channel closed with this object; memory that was mapped from it stays valid
 */
record HashedFile(Path name, FileChannel channel) implements AutoCloseable {

  private static final String PREFIX = "interest-stream-release-";

  /**
   * Opens and hashes a file where it is. Other programs can still change it while it is used, so
   * this is for short programs, not for the job.
   */
  static HashedFile inPlace(Path file, ReleaseManifest.FileEntry expected, Throttle throttle) {
    HashedFile opened = null;
    try {
      opened = new HashedFile(file, FileChannel.open(file, StandardOpenOption.READ));
      Hashing hashing = new Hashing(throttle);
      ByteBuffer buffer = hashing.buffer();
      while (opened.channel.read(buffer.clear()) >= 0) {
        hashing.take(buffer.flip());
      }
      hashing.check(file, expected);
      HashedFile checked = opened;
      opened = null;
      return checked;
    } catch (IOException e) {
      throw FileFault.unreadable(file, e);
    } finally {
      close(opened);
    }
  }

  /**
   * Copies a file and hashes what it copies. Only this process can read the copy: its name is
   * deleted before the copying begins. Its space is free again when it is closed or the process
   * ends, even if the process is killed.
   *
   * @param into folder of the copy; created if it does not exist
   * @throws ReleaseException if the file cannot be read, is not the expected one, or if there is no
   *     room for the copy
   */
  static HashedFile copy(
      ReleaseFolder from,
      String file,
      ReleaseManifest.FileEntry expected,
      Path into,
      Throttle throttle) {
    Path name = from.path(file);
    HashedFile copied = new HashedFile(name, nameless(into, name, expected.bytes()));
    boolean checked = false;
    try (InputStream in = from.open(file)) {
      Hashing hashing = new Hashing(throttle);
      ByteBuffer buffer = hashing.buffer();
      for (int n = in.read(buffer.array()); n >= 0; n = in.read(buffer.array())) {
        buffer.clear().limit(n);
        if (hashing.bytes() + n > expected.bytes()) {
          throw Hashing.wrongSize(name, hashing.bytes() + n, expected.bytes());
        }
        hashing.take(buffer);
        write(buffer.rewind(), copied.channel, into, name);
      }
      hashing.check(name, expected);
      checked = true;
      return copied;
    } catch (IOException e) {
      throw FileFault.unreadable(name, e);
    } finally {
      if (!checked) {
        close(copied);
      }
    }
  }

  private static FileChannel nameless(Path into, Path name, long bytes) {
    try {
      Files.createDirectories(into);
      long free = Files.getFileStore(into).getUsableSpace();
      if (free < bytes) {
        String found = "%,d bytes free (expected: room for %,d bytes)".formatted(free, bytes);
        throw noCopy(into, name, found, null);
      }
      Path copy = into.resolve(PREFIX + UUID.randomUUID());
      FileChannel channel =
          FileChannel.open(
              copy,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        Files.delete(copy);
      } catch (IOException e) {
        // On file systems where an open file cannot be deleted.
        copy.toFile().deleteOnExit();
      }
      return channel;
    } catch (IOException e) {
      throw noCopy(into, name, FileFault.reason(e, "write"), e);
    }
  }

  private static void write(ByteBuffer from, FileChannel to, Path into, Path name) {
    try {
      while (from.hasRemaining()) {
        to.write(from);
      }
    } catch (IOException e) {
      throw noCopy(into, name, FileFault.reason(e, "write"), e);
    }
  }

  private static ReleaseException noCopy(Path into, Path name, String reason, IOException e) {
    return ReleaseException.temporary(
        "%s: cannot be copied to %s: %s".formatted(name, into, reason), e);
  }

  @Override
  public void close() {
    close(this);
  }

  private static void close(HashedFile file) {
    try {
      if (file != null) {
        file.channel.close();
      }
    } catch (IOException e) {
      // Nothing was written that anybody reads later.
    }
  }
}
