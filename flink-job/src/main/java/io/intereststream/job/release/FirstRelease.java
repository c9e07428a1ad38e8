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
 * Finds the release that a subtask starts with. That is the one of its checkpoint, looked up by
 * version and hash in today's registry. Where it is gone, it is the newest one that was announced
 * since: the release source, which starts at the same time, announces what the alias names under a
 * higher epoch, and every subtask reads that from the {@link AnnouncementLog}.
 */
public final class FirstRelease {
  private static final Logger LOG = LoggerFactory.getLogger(FirstRelease.class);

  /** With the pauses between them about a minute. */
  private static final int ATTEMPTS = 7;

  /** Waits. */
  @FunctionalInterface
  public interface Wait {
    void sleep(Duration pause) throws InterruptedException;
  }

  /**
   * A release that is loaded.
   *
   * @param announcement its own
   * @param wanted the one that was asked for
   * @param reason why it is not the wanted one; null if it is
   */
  public record Found(
      ModelRelease announcement, LoadedRelease loaded, ModelRelease wanted, String reason) {}

  private final LoadedReleases releases;
  private final UnaryOperator<String> location;
  private final AnnouncementLog log;
  private final Wait wait;

  /**
   * @param location where today's registry has a version
   * @param wait pauses between attempts
   */
  public FirstRelease(
      LoadedReleases releases, UnaryOperator<String> location, AnnouncementLog log, Wait wait) {
    this.releases = releases;
    this.location = location;
    this.log = log;
    this.wait = wait;
  }

  /** The search in the registry that the options name. */
  public static FirstRelease of(JobOptions options, LoadedReleases releases, AnnouncementLog log) {
    AliasResolver registry =
        new AliasResolver(options.release().registry(), options.release().alias());
    return new FirstRelease(
        releases, registry::location, log, pause -> Thread.sleep(pause.toMillis()));
  }

  /**
   * The release that a subtask starts with: the newest, so that no viewer goes back to an older
   * one, whatever subtask the viewer comes from.
   *
   * @param initial the release of a job without a checkpoint
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
   * @throws InterestStreamException if there is none that can be used
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
        instead = "no other release was announced since";
      } catch (InterestStreamException e) {
        instead = "no other instead: " + e.getMessage();
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

  /** The location of an announcement is where the registry was then. */
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
        "Release {}, epoch {}, of the checkpoint is gone: {}; release {}, epoch {}, is active"
            + " instead.",
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

  /** Waits for a release; errors that are not about the release end the start. */
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
        "release %s, epoch %d: %s; %s (expected: the release that the job starts with, or that its checkpoint names, in the registry, or an alias that names another one that can be used)"
            .formatted(wanted.getVersion(), wanted.getEpoch(), reason, instead));
  }
}
