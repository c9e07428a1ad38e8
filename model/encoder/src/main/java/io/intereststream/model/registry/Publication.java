package io.intereststream.model.registry;

import io.intereststream.model.release.ReleaseManifest;
import java.nio.file.Path;
import java.util.List;

/**
 * The result of publishing a release.
 *
 * @param manifest manifest of the release
 * @param folder folder of the release in the registry
 * @param copied whether the release was copied; false if the registry already had it
 * @param leftOut files in the given folder that are not listed in the manifest and were not copied
 * @param comparison comparison with the active release; null if there was no active release, if
 *     none was requested, or if it failed
 * @param overridden the failed check that {@link PublishRules#force} overrode, or null
 * @param move move of the alias; null if it was not requested or if the alias already named the
 *     version
 */
public record Publication(
    ReleaseManifest manifest,
    Path folder,
    boolean copied,
    List<String> leftOut,
    Comparison comparison,
    String overridden,
    AliasMove move) {

  /** Makes the list immutable. */
  public Publication {
    leftOut = List.copyOf(leftOut);
  }

  /** Returns the version of the release. */
  public String version() {
    return manifest.version();
  }
}
