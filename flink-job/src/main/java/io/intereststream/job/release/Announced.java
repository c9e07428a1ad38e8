package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.util.function.UnaryOperator;

/**
 * What was announced last: the release source's state.
 *
 * @param production the release that is to be active
 * @param candidate the one that is to be evaluated beside it; null for none
 */
public record Announced(ModelRelease production, ModelRelease candidate) {

  /** The state after a release was announced for production. */
  Announced withProduction(ModelRelease announced) {
    return new Announced(announced, candidate);
  }

  /**
   * The state after the candidate's alias was found to name a release; this if it is the same. The
   * epochs of candidates are their own: nothing is published under them.
   *
   * @param found null for none
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
   * The same releases where the registry is now.
   *
   * @param location of a version
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

  /** Whether two are the same release, wherever they are. */
  static boolean isSame(ModelRelease found, ModelRelease latest) {
    return latest != null
        && found.getVersion().equals(latest.getVersion())
        && found.getManifestSha256().equals(latest.getManifestSha256());
  }
}
