package io.intereststream.model.registry;

import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import io.intereststream.model.release.ReleaseName;
import java.nio.file.Path;

/**
 * The paths of a registry.
 *
 * <pre>
 * releases/&lt;version&gt;/   a release, see {@link ReleaseFiles}
 * aliases/&lt;name&gt;       a file whose only line is a version
 * history.jsonl        the moves of aliases
 * .lock                locked by the program that makes a change
 * </pre>
 */
public final class RegistryLayout {

  private static final String RELEASES = ReleaseFiles.RELEASES;
  private static final String ALIASES = "aliases";
  private static final String HISTORY = "history.jsonl";
  private static final String LOCK = ".lock";

  private final Path root;

  /**
   * Creates the layout of a registry.
   *
   * @param root folder of the registry
   */
  public RegistryLayout(Path root) {
    this.root = root;
  }

  /**
   * Returns the path of a release, relative to a registry on any file system.
   *
   * @throws ReleaseException if the version is not a plain name
   */
  public static String relativeRelease(String version) {
    return RELEASES + "/" + ReleaseName.check("version", version);
  }

  /**
   * Returns the path of an alias, relative to a registry on any file system.
   *
   * @throws ReleaseException if the alias is not a plain name
   */
  public static String relativeAlias(String alias) {
    return ALIASES + "/" + ReleaseName.check("alias", alias);
  }

  /** Returns the folder of the registry. */
  public Path root() {
    return root;
  }

  /** Returns the folder of all releases. */
  public Path releases() {
    return root.resolve(RELEASES);
  }

  /**
   * Returns the folder of a release.
   *
   * @throws ReleaseException if the version is not a plain name
   */
  public Path release(String version) {
    return root.resolve(relativeRelease(version));
  }

  /**
   * Returns the manifest of a release.
   *
   * @throws ReleaseException if the version is not a plain name
   */
  public Path manifest(String version) {
    return release(version).resolve(ReleaseFiles.MANIFEST);
  }

  /** Returns the folder of all aliases. */
  public Path aliases() {
    return root.resolve(ALIASES);
  }

  /**
   * Returns the file of an alias.
   *
   * @throws ReleaseException if the alias is not a plain name
   */
  public Path alias(String alias) {
    return root.resolve(relativeAlias(alias));
  }

  /** Returns the file of the moves of aliases. */
  Path history() {
    return root.resolve(HISTORY);
  }

  /** Returns the lock file. */
  Path lock() {
    return root.resolve(LOCK);
  }
}
