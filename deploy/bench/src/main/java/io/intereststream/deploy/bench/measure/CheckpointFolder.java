package io.intereststream.deploy.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The completed checkpoints of one job.
 *
 * @param folder folder of the checkpoints {@code chk-N}, or the folder of that folder
 */
record CheckpointFolder(Path folder) {
  private static final String NAME = "chk-";
  private static final Pattern CHECKPOINT = Pattern.compile(NAME + "\\d+");
  private static final String METADATA = "_metadata";

  /** The number of the newest completed checkpoint; 0 if there is none. */
  long newest() throws IOException {
    long newest = newestIn(folder);
    if (newest > 0) {
      return newest;
    }
    for (Path job : list(folder)) {
      newest = Math.max(newest, newestIn(job));
    }
    return newest;
  }

  private static long newestIn(Path job) throws IOException {
    return list(job).stream()
        .filter(file -> CHECKPOINT.matcher(file.getFileName().toString()).matches())
        .filter(file -> Files.exists(file.resolve(METADATA)))
        .mapToLong(file -> Long.parseLong(file.getFileName().toString().substring(NAME.length())))
        .max()
        .orElse(0);
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (NoSuchFileException e) {
      // A checkpoint that was replaced has just been deleted.
      return List.of();
    }
  }
}
