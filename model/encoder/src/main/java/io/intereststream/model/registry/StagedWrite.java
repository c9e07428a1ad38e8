package io.intereststream.model.registry;

import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import io.intereststream.model.release.ReleaseManifest;
import io.intereststream.model.serving.Release;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * A hidden folder or file in which a change of the registry is prepared; one rename makes it
 * visible. Stages are created only under the registry's lock, so for the holder of the lock all
 * other stages are leftovers of killed programs.
 */
final class StagedWrite {

  /** Prefix of their names; no version and no alias contains a tilde. */
  static final String PREFIX = ".stage~";

  private StagedWrite() {}

  /** Returns a path for a stage next to a target. */
  static Path beside(Path target) {
    return target.resolveSibling(PREFIX + UUID.randomUUID());
  }

  /**
   * Copies the manifest and the files that it lists to a folder that must not exist yet.
   *
   * @param release as read from {@code source}; the copy is compared with it
   */
  static void place(Path source, Release release, Path target) throws IOException {
    DurableFiles.createFolder(target.getParent());
    Path stage = beside(target);
    Files.createDirectory(stage);
    try {
      for (Map.Entry<String, ReleaseManifest.FileEntry> file :
          release.manifest().files().entrySet()) {
        copy(source, stage, file.getKey(), file.getValue().sha256());
      }
      copy(source, stage, ReleaseFiles.MANIFEST, release.manifestSha256());
      DurableFiles.force(stage);
      DurableFiles.rename(stage, target);
    } finally {
      delete(stage);
    }
  }

  /** Deletes the stages in a folder; those that cannot be deleted do no harm. */
  static void deleteAll(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> stages = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path stage : stages) {
        delete(stage);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // It may belong to another user. It is hidden, so it is not read as a release or an alias.
    }
  }

  private static void copy(Path source, Path stage, String name, String sha256) throws IOException {
    Path copy = stage.resolve(name);
    DurableFiles.copy(source.resolve(name), copy);
    String found = ReleaseManifest.FileEntry.of(copy).sha256();
    if (!found.equals(sha256)) {
      throw new ReleaseException(
          "%s: changed while it was published: SHA-256 %s (expected: %s, as read before)"
              .formatted(source.resolve(name), found, sha256));
    }
  }

  private static void delete(Path stage) throws IOException {
    if (Files.isDirectory(stage)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(stage)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
    Files.deleteIfExists(stage);
  }
}
