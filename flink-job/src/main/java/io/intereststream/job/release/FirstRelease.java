package io.intereststream.job.release;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.schema.ModelRelease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the release with which a subtask starts: the one of its checkpoint, looked up by version
 * and hash in the current registry. If the registry no longer has it, the subtask uses the newest
 * release announced since then. The release source, which starts at the same time, announces the
 * release that the alias names with a higher epoch, and every subtask reads that announcement from
 * the {@link AnnouncementLog}.
 */
public final class FirstRelease {
  private static final Logger LOG = LoggerFactory.getLogger(FirstRelease.class);

  /** Number of attempts; with the pauses between them they take about a minute. */
  private static final int ATTEMPTS = 7;

  /** Waits for some time. */
  @FunctionalInterface
  public interface Wait {
    void sleep(Duration pause) throws InterruptedException;
  }

  /**
   * A loaded release.
   *
   * @param announcement announcement of the loaded release
   * @param wanted announcement of the wanted release
   * @param reason why the loaded release is not the wanted one; null if it is
   */
  public record Found(
      ModelRelease announcement, LoadedRelease loaded, ModelRelease wanted, String reason) {}

  private final LoadedReleases releases;
  private final UnaryOperator<String> location;
  private final AnnouncementLog log;
  private final Wait wait;

  /**
   * @param location gives the location of a version in the current registry
   * @param wait pauses between attempts
   */
  public FirstRelease(
      LoadedReleases releases, UnaryOperator<String> location, AnnouncementLog log, Wait wait) {
    this.releases = releases;
    this.location = location;
    this.log = log;
    this.wait = wait;
  }

  /** A search in the registry that the options name. */
  public static FirstRelease of(JobOptions options, LoadedReleases releases, AnnouncementLog log) {
    AliasResolver registry =
        new AliasResolver(options.release().registry(), options.release().alias());
    return new FirstRelease(
        releases, registry::location, log, pause -> Thread.sleep(pause.toMillis()));
  }

  /**
   * Returns the newest of the restored releases. All subtasks start with it, so that no viewer who
   * comes from another subtask gets an older release again.
   *
   * @param initial the release of a job that starts without a checkpoint
   * @param restored the active releases of all subtasks in the checkpoint; may be empty
   */
  public static ModelRelease newest(ModelRelease initial, Iterable<ModelRelease> restored) {
    ModelRelease newest = null;
    for (ModelRelease release : restored) {
      newest = newest == null || release.getEpoch() >= newest.getEpoch() ? release : newest;
    }
    return newest == null ? initial : newest;
  }

  /**
   * Loads the wanted release, or one that was announced later.
   *
   * @throws InterestStreamException if there is no usable release
   */
  public Found load(ModelRelease wanted) throws InterruptedException {
    RetryPause pause = new RetryPause();
    for (int attempt = 1; ; attempt++) {
      String reason;
      try {
        return new Found(wanted, inRegistryOrWhereItWas(wanted), wanted, null);
      } catch (ReleaseException e) {
        reason = e.getMessage();
      }
      String instead;
      try {
        ModelRelease newest = log.read().newest();
        if (newest != null && newest.getEpoch() > wanted.getEpoch()) {
          return replaced(wanted, here(newest), reason);
        }
        instead = "no other release has been announced since then";
      } catch (InterestStreamException e) {
        instead = "and no other release was found: " + e.getMessage();
      }
      if (attempt == ATTEMPTS) {
        throw none(wanted, reason, instead);
      }
      LOG.warn(
          "Release {}, epoch {}, cannot be loaded: {}; {}.",
          wanted.getVersion(),
          wanted.getEpoch(),
          reason,
          instead);
      wait.sleep(pause.next());
    }
  }

  /** Loads from the current registry or, if that fails, from the location in the announcement. */
  private LoadedRelease inRegistryOrWhereItWas(ModelRelease wanted) throws InterruptedException {
    ModelRelease here = here(wanted);
    try {
      return load(here, releases.acquire(here));
    } catch (ReleaseException e) {
      if (here.equals(wanted)) {
        throw e;
      }
      try {
        return load(wanted, releases.acquire(wanted));
      } catch (ReleaseException there) {
        e.addSuppressed(there);
        throw e;
      }
    }
  }

  private Found replaced(ModelRelease wanted, ModelRelease newest, String reason)
      throws InterruptedException {
    LoadedRelease loaded = load(newest, releases.acquire(newest));
    LOG.error(
        "Release {}, epoch {}, of the checkpoint cannot be loaded: {}; release {}, epoch"
            + " {}, is active instead.",
        wanted.getVersion(),
        wanted.getEpoch(),
        reason,
        newest.getVersion(),
        newest.getEpoch());
    return new Found(newest, loaded, wanted, reason);
  }

  private ModelRelease here(ModelRelease release) {
    return ModelRelease.newBuilder(release)
        .setLocation(location.apply(release.getVersion()))
        .build();
  }

  /** Waits for a release to be loaded; errors that are not about the release end the start. */
  private LoadedRelease load(ModelRelease release, CompletableFuture<LoadedRelease> loading)
      throws InterruptedException {
    try {
      return loading.get();
    } catch (InterruptedException e) {
      loading.thenRun(() -> releases.release(release));
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterestStreamException told) {
        throw told;
      }
      throw new IllegalStateException(
          "release " + release.getVersion() + ": " + e.getCause(), e.getCause());
    }
  }

  private static InterestStreamException none(ModelRelease wanted, String reason, String instead) {
    return InterestStreamException.environment(
        "release %s, epoch %d: %s; %s (expected: this release in the registry, or an alias that names another usable release)"
            .formatted(wanted.getVersion(), wanted.getEpoch(), reason, instead));
  }
}
