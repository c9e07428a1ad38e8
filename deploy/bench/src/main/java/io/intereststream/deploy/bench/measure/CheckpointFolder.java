package io.intereststream.deploy.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The completed checkpoints of one job.
 *
 * @param folder folder of the checkpoints {@code chk-N}, or the folder of that folder
 */
record CheckpointFolder(Path folder) {
  private static final Pattern CHECKPOINT = Pattern.compile("chk-(\\d+)");

  /** The number of the newest completed checkpoint; 0 if there is none. */
  long newest() throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long newest = newestIn(folder);
    try (Stream<Path> jobs = Files.list(folder)) {
      for (Path job : jobs.filter(Files::isDirectory).toList()) {
        newest = Math.max(newest, newestIn(job));
      }
    }
    return newest;
  }

  private static long newestIn(Path job) throws IOException {
    try (Stream<Path> files = Files.list(job)) {
      return files
          .filter(file -> Files.exists(file.resolve("_metadata")))
          .map(file -> CHECKPOINT.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToLong(name -> Long.parseLong(name.group(1)))
          .max()
          .orElse(0);
    }
  }
}
