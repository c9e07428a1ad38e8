package io.intereststream.job.release;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The release that a subtask computes with, and the one that may follow it.
 *
 * <p>An announcement with a higher epoch starts loading beside the work; {@link #activateNext}
 * activates it between two events once it has passed its checks. One that fails them is rejected:
 * reported and logged with the reason, and the old release stays active. Late and repeated
 * announcements change nothing. Used by one task thread.
 */
public final class ActiveRelease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveRelease.class);

  private final LoadedReleases releases;
  private final Consumer<ReleaseEvent.Builder> report;
  private final LongSupplier nanoTime;
  private ModelRelease announcement;
  private LoadedRelease loaded;

  /** What was active before; null for none. */
  private ModelRelease previous;

  private ModelRelease nextAnnouncement;
  private CompletableFuture<LoadedRelease> next;
  private long announcedNanos;

  /** When {@link #next} was loaded; set by the loader's thread. */
  private volatile long loadedNanos;

  /**
   * Loads the first release and waits for it.
   *
   * @param report takes what happens to releases
   * @param nanoTime the JVM's time source
   * @throws InterestStreamException naming the release and what is wrong with it
   */
  public ActiveRelease(
      LoadedReleases releases,
      ModelRelease first,
      Consumer<ReleaseEvent.Builder> report,
      LongSupplier nanoTime)
      throws InterruptedException {
    this.releases = releases;
    this.report = report;
    this.nanoTime = nanoTime;
    this.announcement = first;
    CompletableFuture<LoadedRelease> loading = releases.acquire(first);
    try {
      this.loaded = loading.get();
    } catch (InterruptedException e) {
      loading.thenRun(() -> releases.release(first));
      throw e;
    } catch (ExecutionException e) {
      throw InterestStreamException.environment(
          "release "
              + first.getVersion()
              + " at "
              + first.getLocation()
              + ", epoch "
              + first.getEpoch()
              + ": "
              + e.getCause().getMessage()
              + " (expected: the registry still has this release, unchanged, because the job"
              + " starts with it or its checkpoint names it; put it back)",
          e.getCause());
    }
  }

  /**
   * The release that a subtask starts with: the newest, so that no viewer goes back to an older
   * one, whatever subtask the viewer comes from.
   *
   * @param initial the release of a job without a checkpoint
   * @param restored the active releases of all subtasks in the checkpoint; may be empty
   */
  public static ModelRelease newest(ModelRelease initial, Iterable<ModelRelease> restored) {
    ModelRelease newest = initial;
    for (ModelRelease release : restored) {
      newest = release.getEpoch() >= newest.getEpoch() ? release : newest;
    }
    return newest;
  }

  /** The active release. */
  public LoadedRelease loaded() {
    return loaded;
  }

  /** The announcement of the active release, as it goes into checkpoints. */
  public ModelRelease announcement() {
    return announcement;
  }

  /** The epoch of the active release. */
  public long epoch() {
    return announcement.getEpoch();
  }

  /** The announcement of what was active before, since the subtask started; null for none. */
  public ModelRelease previous() {
    return previous;
  }

  /** Starts loading an announced release if its epoch is newer than any before. */
  public void announce(ModelRelease announced) {
    ModelRelease newest = next == null ? announcement : nextAnnouncement;
    if (announced.getEpoch() <= newest.getEpoch()) {
      return;
    }
    abandonNext();
    nextAnnouncement = announced;
    announcedNanos = nanoTime.getAsLong();
    next =
        releases
            .acquire(announced)
            .whenComplete((release, fault) -> loadedNanos = nanoTime.getAsLong());
  }

  /** Whether an announced release is being loaded or waits to be activated. */
  public boolean isChanging() {
    return next != null;
  }

  /**
   * Activates the next release if it is loaded, and releases the old one: its encoder must not be
   * used again.
   *
   * @return whether another release is active now
   */
  public boolean activateNext() {
    if (next == null || !next.isDone()) {
      return false;
    }
    CompletableFuture<LoadedRelease> done = next;
    next = null;
    try {
      activate(done.join());
      return true;
    } catch (CompletionException | CancellationException e) {
      reject(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
      return false;
    }
  }

  private void activate(LoadedRelease arrived) {
    report.accept(
        ReleaseEventWriter.about(nextAnnouncement, ReleaseEventKind.VALIDATED)
            .setDurationMs(millis(loadedNanos - announcedNanos)));
    ModelRelease replaced = announcement;
    boolean back =
        previous != null
            && nextAnnouncement.getManifestSha256().equals(previous.getManifestSha256());
    releases.release(announcement);
    announcement = nextAnnouncement;
    loaded = arrived;
    previous = replaced;
    report.accept(
        ReleaseEventWriter.about(
                announcement, back ? ReleaseEventKind.ROLLED_BACK : ReleaseEventKind.ACTIVATED)
            .setReplaces(replaced.getVersion())
            .setDurationMs(millis(nanoTime.getAsLong() - announcedNanos)));
    LOG.info("Release {} is active, epoch {}.", announcement.getVersion(), announcement.getEpoch());
  }

  private void reject(String reason) {
    report.accept(
        ReleaseEventWriter.about(nextAnnouncement, ReleaseEventKind.REFUSED)
            .setReplaces(announcement.getVersion())
            .setReason(reason)
            .setDurationMs(millis(loadedNanos - announcedNanos)));
    LOG.error(
        "Release {}, epoch {}, is rejected: {}. Release {} stays active.",
        nextAnnouncement.getVersion(),
        nextAnnouncement.getEpoch(),
        reason,
        announcement.getVersion());
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  /** Gives back what is loaded and what is being loaded; a second call does nothing. */
  @Override
  public void close() {
    abandonNext();
    if (loaded != null) {
      loaded = null;
      releases.release(announcement);
    }
  }

  private void abandonNext() {
    if (next != null) {
      ModelRelease abandoned = nextAnnouncement;
      next.thenRun(() -> releases.release(abandoned));
      next = null;
    }
  }
}
