package io.intereststream.model.registry;

import io.intereststream.model.release.ReleaseManifest;
import java.nio.file.Path;
import java.util.List;

/**
 * What publishing a release came to.
 *
 * @param manifest of the release
 * @param folder of the release in the registry
 * @param copied whether it was copied there; if not, the registry had the same release already
 * @param leftOut names in the given folder that belong to no release, and were not copied
 * @param comparison with the active release, or null where there was none, none was asked for, or
 *     it failed
 * @param overridden what {@link PublishRules#force} let pass, or null
 * @param move of the alias, or null where it was not to move or named the version already
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

  /** Returns the name of the release. */
  public String version() {
    return manifest.version();
  }
}
