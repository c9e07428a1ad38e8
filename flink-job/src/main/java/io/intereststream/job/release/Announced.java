package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.util.Objects;

/**
 * What was announced last: the release source's state. Decides whether an alias names another
 * release, and under which epoch that is announced.
 *
 * @param production the release that is to be active
 * @param candidate the one that is to be evaluated beside it; null for none
 */
public record Announced(ModelRelease production, ModelRelease candidate) {

  /** The state after the production alias was found to name a release; this if it is the same. */
  Announced withProduction(ModelRelease found) {
    return isSame(found, production) ? this : new Announced(after(production, found), candidate);
  }

  /**
   * The same for the candidate's alias.
   *
   * @param found null for none
   */
  Announced withCandidate(ModelRelease found) {
    if (found == null) {
      return candidate == null ? this : new Announced(production, null);
    }
    return isSame(found, candidate) ? this : new Announced(production, after(candidate, found));
  }

  private static boolean isSame(ModelRelease found, ModelRelease latest) {
    return latest != null
        && Objects.equals(found.getManifestSha256(), latest.getManifestSha256())
        && Objects.equals(found.getLocation(), latest.getLocation());
  }

  private static ModelRelease after(ModelRelease latest, ModelRelease found) {
    long epoch = latest == null ? 1 : latest.getEpoch() + 1;
    return ModelRelease.newBuilder(found).setEpoch(epoch).build();
  }
}
