package io.intereststream.deploy.e2e.cluster;

import io.intereststream.deploy.local.TemporaryFolder;
import io.intereststream.job.lifecycle.CheckpointFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A disk for checkpoints that a test can fill. If the test may mount, it is a small tmpfs;
 * otherwise the jobs' folders are replaced by files, so that writes fail.
 */
final class CheckpointDisk implements AutoCloseable {
  private static final int SIZE_MIB = 128;
  private static final String FILLER = "filler";

  private final Path folder;
  private final boolean isMounted;
  private final List<Path> replaced = new ArrayList<>();

  /** Creates the folder. */
  CheckpointDisk(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.isMounted =
        runs("mount", "-t", "tmpfs", "-o", "size=" + SIZE_MIB + "m", "tmpfs", folder.toString());
  }

  private static boolean runs(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How it becomes full, for the report. */
  String kind() {
    return isMounted ? "tmpfs of " + SIZE_MIB + " MiB" : "a file in place of the folder";
  }

  /** Nothing can be written from now on. */
  void fill() throws IOException {
    if (!isMounted) {
      for (Path job : jobs()) {
        Path moved = folder.resolveSibling("moved-" + job.getFileName());
        Files.move(job, moved);
        Files.createFile(job);
        replaced.add(job);
      }
      return;
    }
    byte[] block = new byte[4 << 10];
    try (OutputStream filler = Files.newOutputStream(folder.resolve(FILLER))) {
      while (true) {
        filler.write(block);
      }
    } catch (IOException e) {
      // No space left on device.
    }
  }

  /** There is space again. */
  void free() throws IOException {
    if (isMounted) {
      Files.deleteIfExists(folder.resolve(FILLER));
    }
    for (Path job : replaced) {
      Files.delete(job);
      Files.move(folder.resolveSibling("moved-" + job.getFileName()), job);
    }
    replaced.clear();
  }

  /** Deletes all checkpoints. */
  void deleteAll() throws IOException {
    for (Path job : jobs()) {
      // Under another name nobody adds files to it meanwhile.
      Path renamed = Files.move(job, folder.resolve("deleted"));
      TemporaryFolder.delete(renamed);
    }
  }

  /** Whether the newest completed checkpoint of a job has all its files. */
  boolean isNewestWhole() throws IOException {
    for (Path job : jobs()) {
      if (new CheckpointFiles("file:" + job).missing(Long.MAX_VALUE).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private List<Path> jobs() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).toList();
    }
  }

  @Override
  public void close() {
    if (isMounted) {
      runs("umount", "--lazy", folder.toString());
    }
  }
}
