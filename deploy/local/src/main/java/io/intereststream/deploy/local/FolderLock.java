package io.intereststream.deploy.local;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A lock file: one process at a time uses a folder. It is released when the process ends. */
public final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a folder.
   *
   * @param file the lock file, which is created if necessary, with its folder
   * @param what the folder in the words of the message, such as {@code broker folder}
   * @throws InterestStreamException if another process, or other code in this process, holds the
   *     lock
   */
  public static FolderLock of(Path file, String what) {
    Path folder = file.getParent();
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isTaken(channel)) {
        channel.close();
        throw InterestStreamException.environment(
            "%s %s: in use by another process (expected: a folder of its own; stop that process or name another folder)"
                .formatted(what, folder));
      }
      return new FolderLock(channel);
    } catch (IOException e) {
      throw InterestStreamException.environment(
          "%s %s: %s (expected: a folder that this user can read and write)"
              .formatted(what, folder, IoFault.describe(e)),
          e);
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock ends with the process at the latest.
      Thread.yield();
    }
  }
}
