package io.intereststream.deploy.e2e.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * A simulated remote file system with faults, backed by local files below {@code faulty:}. A file
 * {@code FOLDER.fault} next to a folder makes its content slow or unreachable in every JVM. Found
 * through {@code META-INF/services}.
 */
public final class FaultyFileSystem extends FileSystem {
  /** Name of the file system in addresses. */
  static final String SCHEME = "faulty";

  private static final int SLOW_READ_BYTES = 4 << 10;
  private static final long SLOW_MS = 200;

  private final FileSystem files = LocalFileSystem.getSharedInstance();

  /** What is wrong with a folder. */
  enum Fault {
    /** Each access and each 4 KiB take 0.2 s. */
    SLOW,
    /** There is no connection. */
    UNREACHABLE
  }

  /** Makes the file system. */
  public static final class Factory implements FileSystemFactory {
    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileSystem create(URI address) {
      return new FaultyFileSystem();
    }
  }

  /** Begins a fault of a folder. */
  static void begin(java.nio.file.Path folder, Fault fault) throws IOException {
    Files.writeString(faultOf(folder), fault.name());
  }

  /** Ends the fault of a folder. */
  static void end(java.nio.file.Path folder) throws IOException {
    Files.deleteIfExists(faultOf(folder));
  }

  private static java.nio.file.Path faultOf(java.nio.file.Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".fault");
  }

  /** The path on this machine, after its faults. */
  private static Path reach(Path path) throws IOException {
    if (suffer(path.getPath())) {
      throw new ConnectException(path + ": no connection (the fault that this test asks for)");
    }
    return new Path("file", null, path.getPath());
  }

  /** Waits where the path is slow. Returns whether it cannot be reached. */
  private static boolean suffer(String path) throws IOException {
    for (java.nio.file.Path folder = java.nio.file.Path.of(path);
        folder.getFileName() != null;
        folder = folder.getParent()) {
      java.nio.file.Path file = faultOf(folder);
      if (Files.exists(file)) {
        String fault = Files.readString(file).strip().toUpperCase(Locale.ROOT);
        if (fault.equals(Fault.UNREACHABLE.name())) {
          return true;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SLOW_MS));
      }
    }
    return false;
  }

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    FSDataInputStream in = files.open(reach(path));
    return new FSDataInputStream() {
      @Override
      public void seek(long position) throws IOException {
        in.seek(position);
      }

      @Override
      public long getPos() throws IOException {
        return in.getPos();
      }

      @Override
      public int read() throws IOException {
        return in.read();
      }

      @Override
      public int read(byte[] into, int at, int length) throws IOException {
        reach(path);
        return in.read(into, at, Math.min(length, SLOW_READ_BYTES));
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return open(path);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return files.getFileStatus(reach(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return files.listStatus(reach(path));
  }

  @Override
  public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length)
      throws IOException {
    return files.getFileBlockLocations(file, start, length);
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public Path getWorkingDirectory() {
    return files.getWorkingDirectory();
  }

  @Override
  public Path getHomeDirectory() {
    return files.getHomeDirectory();
  }

  @Override
  public boolean isDistributedFS() {
    return true;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    throw readOnly(path);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    throw readOnly(path);
  }

  @Override
  public FSDataOutputStream create(Path path, WriteMode overwrite) throws IOException {
    throw readOnly(path);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    throw readOnly(from);
  }

  private static IOException readOnly(Path path) {
    return new IOException(path + ": is only read");
  }
}
