package io.intereststream.model.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that a release is read from, on any file system. */
public interface ReleaseFolder {

  /** Returns the path of a file, for messages. */
  Path path(String file);

  /**
   * Returns the size of a file in bytes.
   *
   * @throws java.nio.file.NoSuchFileException or {@link java.io.FileNotFoundException} if there is
   *     none
   */
  long size(String file) throws IOException;

  /** Opens a file; see {@link #size} for what it throws. */
  InputStream open(String file) throws IOException;

  /** A folder on a file system of this machine. */
  static ReleaseFolder local(Path folder) {
    return new ReleaseFolder() {
      @Override
      public Path path(String file) {
        return folder.resolve(file);
      }

      @Override
      public long size(String file) throws IOException {
        return Files.size(path(file));
      }

      @Override
      public InputStream open(String file) throws IOException {
        return Files.newInputStream(path(file));
      }
    };
  }
}
