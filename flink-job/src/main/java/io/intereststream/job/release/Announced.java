package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.util.function.UnaryOperator;

/**
 * The last announcements; this is the state of the release source.
 *
 * @param production the production release, which is to be active
 * @param candidate the release to be evaluated together with it; null for none
 */
public record Announced(ModelRelease production, ModelRelease candidate) {

  /** The state after a release was announced for production. */
  Announced withProduction(ModelRelease announced) {
    return new Announced(announced, candidate);
  }

  /**
   * The state after the candidate's alias was read; unchanged if it names the same release.
   * Candidates have epochs of their own, because no updates are published with them.
   *
   * @param found the release that the alias names; null for none
   */
  Announced withCandidate(ModelRelease found) {
    if (found == null) {
      return candidate == null ? this : new Announced(production, null);
    }
    if (isSame(found, candidate)) {
      return this;
    }
    long highest = candidate == null ? 0 : candidate.getEpoch();
    return new Announced(production, ReleaseEpochs.announced(found, highest, 0));
  }

  /**
   * The same releases, with their locations in the current registry.
   *
   * @param location gives the location of a version
   */
  Announced located(UnaryOperator<String> location) {
    return new Announced(located(production, location), located(candidate, location));
  }

  private static ModelRelease located(ModelRelease release, UnaryOperator<String> location) {
    return release == null
        ? null
        : ModelRelease.newBuilder(release)
            .setLocation(location.apply(release.getVersion()))
            .build();
  }

  /** Whether two releases are the same, regardless of their location. */
  static boolean isSame(ModelRelease found, ModelRelease latest) {
    return latest != null
        && found.getVersion().equals(latest.getVersion())
        && found.getManifestSha256().equals(latest.getManifestSha256());
  }
}
