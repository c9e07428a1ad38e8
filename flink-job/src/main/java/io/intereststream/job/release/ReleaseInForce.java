package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The release that a subtask computes with, and the one that may follow it.
 *
 * <p>An announcement with a higher epoch starts loading beside the work; {@link #takeOver} swaps it
 * in between two events once it has passed its checks. One that fails them is refused: counted and
 * logged with the reason, and the old release stays. Late and repeated announcements change
 * nothing. Used by one task thread.
 */
public final class ReleaseInForce {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseInForce.class);

  private final ReleaseLoader loader;
  private final Counter activated;
  private final Counter refused;
  private ModelRelease announcement;
  private LoadedRelease loaded;
  private ModelRelease nextAnnouncement;
  private CompletableFuture<LoadedRelease> next;

  /**
   * Loads the first release and waits for it.
   *
   * @throws IllegalStateException naming the release and what is wrong with it
   */
  public ReleaseInForce(ReleaseLoader loader, ModelRelease first, MetricGroup metrics)
      throws InterruptedException {
    this.loader = loader;
    this.announcement = first;
    CompletableFuture<LoadedRelease> loading = loader.acquire(first);
    try {
      this.loaded = loading.get();
    } catch (InterruptedException e) {
      loading.thenRun(() -> loader.letGo(first));
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "release "
              + first.getVersion()
              + " at "
              + first.getLocation()
              + ", epoch "
              + first.getEpoch()
              + ": "
              + e.getCause().getMessage()
              + " (expected: the release that the job starts with, or that its checkpoint names, in"
              + " the registry as it was; put it back)",
          e.getCause());
    }
    activated = metrics.counter("releasesActivated");
    refused = metrics.counter("releasesRefused");
    metrics.gauge("releaseEpoch", () -> announcement.getEpoch());
  }

  /** The release in force. */
  public LoadedRelease loaded() {
    return loaded;
  }

  /** The announcement of the release in force, as it goes into checkpoints. */
  public ModelRelease announcement() {
    return announcement;
  }

  /** Starts loading an announced release when its epoch is newer than any before. */
  public void announce(ModelRelease announced) {
    ModelRelease newest = next == null ? announcement : nextAnnouncement;
    if (announced.getEpoch() <= newest.getEpoch()) {
      return;
    }
    abandonNext();
    nextAnnouncement = announced;
    next = loader.acquire(announced);
  }

  /**
   * Swaps in the next release when it is ready, and lets go of the old one: its encoder must not be
   * used again.
   *
   * @return whether another release is in force now
   */
  public boolean takeOver() {
    if (next == null || !next.isDone()) {
      return false;
    }
    CompletableFuture<LoadedRelease> done = next;
    next = null;
    try {
      LoadedRelease arrived = done.join();
      loader.letGo(announcement);
      announcement = nextAnnouncement;
      loaded = arrived;
      activated.inc();
      LOG.info(
          "Release {} is in force, epoch {}.", announcement.getVersion(), announcement.getEpoch());
      return true;
    } catch (CompletionException | CancellationException e) {
      refused.inc();
      LOG.error(
          "Release {}, epoch {}, is refused: {}; release {} stays in force.",
          nextAnnouncement.getVersion(),
          nextAnnouncement.getEpoch(),
          e.getCause() == null ? e.getMessage() : e.getCause().getMessage(),
          announcement.getVersion());
      return false;
    }
  }

  /** Lets go of what is loaded and of what is loading, once. */
  public void close() {
    abandonNext();
    if (loaded != null) {
      loaded = null;
      loader.letGo(announcement);
    }
  }

  private void abandonNext() {
    if (next != null) {
      ModelRelease abandoned = nextAnnouncement;
      next.thenRun(() -> loader.letGo(abandoned));
      next = null;
    }
  }
}
