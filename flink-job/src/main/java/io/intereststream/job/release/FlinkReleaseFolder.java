package io.intereststream.job.release;

import io.intereststream.model.release.ReleaseFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** The folder of a release on one of Flink's file systems. */
final class FlinkReleaseFolder implements ReleaseFolder {
  private final org.apache.flink.core.fs.Path folder;

  private FlinkReleaseFolder(org.apache.flink.core.fs.Path folder) {
    this.folder = folder;
  }

  /**
   * The folder at a location.
   *
   * @throws IOException if there is no file system for it
   */
  static ReleaseFolder at(String location) throws IOException {
    org.apache.flink.core.fs.Path folder = new org.apache.flink.core.fs.Path(location);
    return folder.getFileSystem() instanceof LocalFileSystem
        ? ReleaseFolder.local(Path.of(folder.getPath()))
        : new FlinkReleaseFolder(folder);
  }

  @Override
  public Path path(String file) {
    return Path.of(folder.toString(), file);
  }

  @Override
  public long size(String file) throws IOException {
    return folder.getFileSystem().getFileStatus(at(folder, file)).getLen();
  }

  @Override
  public InputStream open(String file) throws IOException {
    return folder.getFileSystem().open(at(folder, file));
  }

  private static org.apache.flink.core.fs.Path at(
      org.apache.flink.core.fs.Path folder, String file) {
    return new org.apache.flink.core.fs.Path(folder, file);
  }
}
