package io.intereststream.model.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files durably: when a method returns, the data is on the disk. */
final class DurableFiles {

  private DurableFiles() {}

  /** Writes a new file. */
  static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = create(file)) {
      append(channel, ByteBuffer.wrap(content));
    }
  }

  /** Writes one line into a new file. */
  static void writeLine(Path file, String line) throws IOException {
    write(file, (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Copies the content of a file to a new file, which gets the permissions of the umask, not those
   * of the source.
   */
  static void copy(Path source, Path target) throws IOException {
    try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
        FileChannel out = create(target)) {
      long size = in.size();
      long done = 0;
      while (done < size) {
        long moved = in.transferTo(done, size - done, out);
        if (moved <= 0) {
          throw new IOException(source + ": became shorter while it was copied");
        }
        done += moved;
      }
      out.force(true);
    }
  }

  /** Writes at the channel's position and fsyncs. */
  static void append(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  /** Renames a file or folder within one folder. */
  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    force(to.getParent());
  }

  /** Creates a folder if it does not exist; a link to a folder is accepted. */
  static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      if (folder.toAbsolutePath().getParent() != null) {
        force(folder.toAbsolutePath().getParent());
      }
    }
  }

  /** Fsyncs a folder; a no-op where the file system does not support it. */
  static void force(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }
}
