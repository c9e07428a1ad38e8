package io.intereststream.model.registry;

import io.intereststream.model.release.FileFault;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import io.intereststream.model.release.ReleaseManifest;
import io.intereststream.model.release.ReleaseName;
import io.intereststream.model.serving.Architectures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of releases and of names for them: {@code releases/<version>/} and {@code
 * aliases/<name>}, a file whose only line is a version. Moves of an alias are atomic for readers.
 *
 * <p>Every change is made under {@code .lock}; a move of an alias is recorded in {@code
 * history.jsonl} before it is made. A {@link Publisher} adds releases.
 */
public final class ModelRegistry {

  /** Default time to wait for another program's changes. */
  public static final Duration LOCK_WAIT = Duration.ofSeconds(60);

  private static final int LONGEST_ALIAS = 1024;

  private final RegistryLayout layout;
  private final Duration lockWait;
  private final AliasHistory history;

  /** Opens a registry; the folder need not exist yet. */
  public ModelRegistry(Path root) {
    this(root, LOCK_WAIT);
  }

  /**
   * Opens a registry; the folder need not exist yet.
   *
   * @param lockWait maximum time to wait for another program's changes
   */
  public ModelRegistry(Path root, Duration lockWait) {
    this.layout = new RegistryLayout(root);
    this.lockWait = lockWait;
    this.history = new AliasHistory(layout);
  }

  /**
   * Returns whether the folder exists.
   *
   * @throws ReleaseException if that cannot be determined, for example without permission
   */
  public boolean exists() {
    return FileFault.isFolder(layout.root());
  }

  /**
   * Returns the folder of a version, which need not exist.
   *
   * @throws ReleaseException if the version is not a plain name
   */
  public Path release(String version) {
    return layout.release(version);
  }

  /**
   * Returns the manifest of a version.
   *
   * @throws ReleaseException if there is no such version, or if its manifest is broken
   */
  public ReleaseManifest manifest(String version) {
    Path manifest = layout.manifest(version);
    if (Files.notExists(manifest)) {
      throw ReleaseException.temporary(
          "%s: missing (expected: a release of that version; the registry has %s)"
              .formatted(manifest, versions()),
          null);
    }
    return ReleaseManifest.read(manifest, Architectures::read);
  }

  /**
   * Returns the version that an alias names.
   *
   * @throws ReleaseException if there is no such alias, or if its content is not a version
   */
  public String alias(String name) {
    return named(name)
        .orElseThrow(
            () ->
                new ReleaseException(
                    layout.aliases().resolve(name)
                        + ": missing (expected: a file with one line, the version; publish or"
                        + " activate a release to create it)"));
  }

  /**
   * Returns the version that an alias names, if the alias exists.
   *
   * @throws ReleaseException if its content is not a version
   */
  public Optional<String> named(String alias) {
    Path file = layout.alias(alias);
    try (var in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(LONGEST_ALIAS), StandardCharsets.UTF_8);
      return Optional.of(ReleaseName.check(file + ": version", text.strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw FileFault.unreadable(file, e);
    }
  }

  /**
   * Returns the version of each alias, in the order of their names.
   *
   * @throws ReleaseException if the content of one is not a version
   */
  public SortedMap<String, String> aliasedVersions() {
    SortedMap<String, String> versions = new TreeMap<>();
    for (String alias : names(layout.aliases())) {
      named(alias).ifPresent(version -> versions.put(alias, version));
    }
    return versions;
  }

  /** Returns the versions that the registry holds, in the order of their names. */
  public List<String> versions() {
    return names(layout.releases()).stream()
        .filter(name -> isRelease(layout.releases().resolve(name)))
        .toList();
  }

  /**
   * Moves an alias to a version.
   *
   * @return the move, or empty if the alias already names the version
   * @throws ReleaseException if either is not a plain name, if the registry has no such version, or
   *     if it cannot be locked or written
   */
  public Optional<AliasMove> activate(String alias, String version) {
    checkExists(alias, version);
    try (RegistryLock lock = lock("activate " + version)) {
      return move(lock, alias, version, AliasMove.Cause.ACTIVATE);
    }
  }

  /**
   * Moves an alias back to the version that it named before. A second rollback goes back one more
   * version, since rollbacks themselves are not undone by a rollback. After {@link #activate}, a
   * rollback leads back to the version that was active before it.
   *
   * @throws ReleaseException if the alias has no earlier version, if that version no longer exists,
   *     or if the registry cannot be locked or written
   */
  public AliasMove rollback(String alias) {
    alias(alias);
    try (RegistryLock lock = lock("rollback of " + alias)) {
      String now = alias(alias);
      String before =
          RollbackHistory.of(history.moves(alias), now)
              .previous()
              .orElseThrow(
                  () ->
                      new ReleaseException(
                          "%s: alias %s names %s and has no earlier version (expected: a version to go back to; activate one by its name)"
                              .formatted(layout.history(), alias, now)));
      return move(lock, alias, before, AliasMove.Cause.ROLLBACK).orElseThrow();
    }
  }

  RegistryLock lock(String purpose) {
    return RegistryLock.take(layout, lockWait, purpose);
  }

  /** Deletes unfinished files of killed programs. */
  void deleteStages(RegistryLock held) {
    StagedWrite.deleteAll(layout.releases());
    StagedWrite.deleteAll(layout.aliases());
  }

  /** Records a move and makes it, unless the alias already names the version. */
  Optional<AliasMove> move(RegistryLock held, String alias, String version, AliasMove.Cause cause) {
    Path file = layout.alias(alias);
    checkExists(alias, version);
    String from = currentVersion(alias);
    if (version.equals(from)) {
      return Optional.empty();
    }
    AliasMove move =
        new AliasMove(RegistryLock.now(), alias, from, version, cause, RegistryLock.program());
    history.append(move);
    Path stage = StagedWrite.beside(file);
    try {
      DurableFiles.createFolder(layout.aliases());
      try {
        DurableFiles.writeLine(stage, version);
        DurableFiles.rename(stage, file);
      } finally {
        Files.deleteIfExists(stage);
      }
    } catch (IOException e) {
      throw FileFault.unwritable(file, e);
    }
    return Optional.of(move);
  }

  private void checkExists(String alias, String version) {
    layout.alias(alias);
    Path manifest = layout.manifest(version);
    if (!FileFault.isFile(manifest)) {
      throw new ReleaseException(
          manifest + ": missing (expected: a release, for alias " + alias + ")");
    }
  }

  /** Returns the version that an alias names; null if the alias is missing or broken. */
  private String currentVersion(String alias) {
    try {
      return named(alias).orElse(null);
    } catch (ReleaseException e) {
      return null;
    }
  }

  /** Returns whether a folder has a manifest; true for a folder that cannot be read. */
  private static boolean isRelease(Path folder) {
    try {
      return FileFault.isFile(folder.resolve(ReleaseFiles.MANIFEST));
    } catch (ReleaseException e) {
      return true;
    }
  }

  private static List<String> names(Path folder) {
    if (!FileFault.isFolder(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw FileFault.unreadable(folder, e);
    }
  }
}
