package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.util.concurrent.CompletableFuture;

/** Loads releases, and keeps each for as long as it is in use. */
public interface LoadedReleases {
  /**
   * Asks for a release; when that succeeds, to be matched by one {@link #release}.
   *
   * @return completes with the release, or exceptionally with what is wrong with it
   */
  CompletableFuture<LoadedRelease> acquire(ModelRelease announced);

  /** Gives back a release that {@link #acquire} loaded; its encoders must not be used again. */
  void release(ModelRelease announced);
}
