package io.intereststream.model.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files that are on the disk, and not only on their way to it, when a method returns. */
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

  /** Copies a file's content; the copy is new and may be read by whoever the umask lets. */
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

  /** Writes at the channel's position. */
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

  /** Makes sure that there is a folder; a link to one will do. */
  static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      if (folder.toAbsolutePath().getParent() != null) {
        force(folder.toAbsolutePath().getParent());
      }
    }
  }

  /** Makes the names in a folder last; where a folder cannot be opened, that is nobody's to do. */
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
