package io.intereststream.job.release;

import java.net.URI;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.LimitedConnectionsFileSystem;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** Local files that look to Flink like those of another machine: {@code remote:/path}. */
public final class RemoteFiles implements FileSystemFactory {
  @Override
  public String getScheme() {
    return "remote";
  }

  @Override
  public FileSystem create(URI uri) {
    return new LimitedConnectionsFileSystem(LocalFileSystem.getSharedInstance(), 8);
  }
}
