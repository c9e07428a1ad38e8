package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.util.concurrent.CompletableFuture;

/** Loads releases, and keeps each one as long as it is in use. */
public interface LoadedReleases {
  /**
   * Asks for a release. Each successful call must be followed by one call of {@link #release}.
   *
   * @return a future that completes with the release, or with an exception that says what is wrong
   */
  CompletableFuture<LoadedRelease> acquire(ModelRelease announced);

  /** Releases a release that {@link #acquire} returned; its encoders must not be used again. */
  void release(ModelRelease announced);
}
