package io.intereststream.encoder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder of releases and of names for them: {@code releases/<version>/} and {@code
 * aliases/<name>}, the latter a file of one line, a version. A reader sees an alias before or after
 * a change, never in between.
 */
public final class ModelRegistry {

  private static final int LONGEST_ALIAS = 1024;

  private final Path root;

  /** Opens a registry; the folder need not exist yet. */
  public ModelRegistry(Path root) {
    this.root = root;
  }

  /**
   * Returns the folder of a version, whether it exists or not.
   *
   * @throws ReleaseException if the version is no plain name
   */
  public Path release(String version) throws ReleaseException {
    return root.resolve("releases").resolve(ReleaseName.check("version", version));
  }

  /**
   * Returns the version that an alias names.
   *
   * @throws ReleaseException if there is no such alias, or if what it holds is no version
   */
  public String alias(String name) throws ReleaseException {
    Path file = aliasFile(name);
    try (var in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(LONGEST_ALIAS), StandardCharsets.UTF_8);
      return ReleaseName.check(file + ": version", text.strip());
    } catch (NoSuchFileException e) {
      throw new ReleaseException(file + ": missing (expected: one line, a version)", e);
    } catch (IOException e) {
      throw new ReleaseException(file + ": cannot be read: " + e, e);
    }
  }

  /**
   * Makes an alias name a version, by atomic rename.
   *
   * @throws ReleaseException if either is no plain name, or the registry has no such version
   */
  public void activate(String alias, String version) throws ReleaseException {
    Path file = aliasFile(alias);
    Path manifest = release(version).resolve(ReleaseManifest.FILE);
    if (!Files.isRegularFile(manifest)) {
      throw new ReleaseException(
          manifest + ": missing (expected: a release, for alias " + alias + ")");
    }
    try {
      Files.createDirectories(file.getParent());
      // Not a "temporary" file of the library: those are for their owner's eyes only.
      Path temporary = file.resolveSibling("." + alias + "." + UUID.randomUUID());
      try {
        writeThrough(temporary, version + "\n");
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new ReleaseException(file + ": cannot be written: " + e, e);
    }
  }

  /** Returns the versions that the registry holds, in the order of their names. */
  public List<String> versions() throws ReleaseException {
    Path releases = root.resolve("releases");
    if (!Files.isDirectory(releases)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(releases)) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve(ReleaseManifest.FILE)))
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new ReleaseException(releases + ": cannot be listed: " + e, e);
    }
  }

  private Path aliasFile(String name) throws ReleaseException {
    return root.resolve("aliases").resolve(ReleaseName.check("alias", name));
  }

  private static void writeThrough(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
