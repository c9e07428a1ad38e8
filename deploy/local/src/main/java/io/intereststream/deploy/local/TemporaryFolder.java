package io.intereststream.deploy.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The temporary folder of a command; deleted at its end, even if a signal ends the JVM. */
public final class TemporaryFolder implements AutoCloseable {
  private static final long EXIT_S = 20;
  private static final long PAUSE_MS = 300;

  private final Path path;
  private final boolean kept;
  private final Thread hook;

  private TemporaryFolder(Path path, boolean kept) {
    this.path = path;
    this.kept = kept;
    this.hook = new Thread(this::deleteAtExit, "interest-stream-temporary-folder");
    if (!kept) {
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  /**
   * Creates a folder.
   *
   * @param kept whether to keep it after the end
   */
  public static TemporaryFolder create(String prefix, boolean kept) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory(prefix), kept);
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /** Deletes the folder, unless it is kept. */
  @Override
  public void close() throws IOException {
    if (kept) {
      return;
    }
    delete(path);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is shutting down and the hook is already running.
      Thread.yield();
    }
  }

  /**
   * Deletes until nothing new appears, because writers to the folder are stopped at the same time.
   */
  private void deleteAtExit() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(EXIT_S);
    int absent = 0;
    while (absent < 2 && System.nanoTime() < end) {
      try {
        delete(path);
      } catch (IOException | UncheckedIOException e) {
        // Something still writes there.
        absent = 0;
      }
      absent = Files.exists(path) ? 0 : absent + 1;
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
    }
  }

  /** Deletes a folder and its content; does nothing if it does not exist. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException fault) throws IOException {
            if (fault instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw fault;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException fault)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
