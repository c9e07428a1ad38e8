package io.intereststream.job.release;

import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The release that a subtask computes with, and the one that may follow it.
 *
 * <p>An announcement with a higher epoch starts loading beside the work; {@link #activateNext}
 * activates it between two events once it has passed its checks and the lead time is over. One that
 * fails them is rejected: reported and logged with the reason, and the old release stays active. If
 * the reason may pass, it is tried again, with growing pauses, until another one is announced. Late
 * and repeated announcements change nothing. Used by one task thread.
 */
public final class ActiveRelease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveRelease.class);

  private final LoadedReleases releases;
  private final FirstRelease.Found first;
  private final long leadNanos;
  private final Consumer<ReleaseEvent.Builder> report;
  private final LongSupplier nanoTime;
  private ModelRelease announcement;
  private LoadedRelease loaded;

  /** What was active before; null for none. */
  private ModelRelease previous;

  /** The newest announcement that is not active yet and was not rejected for good; or null. */
  private ModelRelease nextAnnouncement;

  /** Its load; null between two attempts. */
  private CompletableFuture<LoadedRelease> next;

  private long announcedNanos;

  /** When {@link #next} was loaded; set by the loader's thread. */
  private volatile long loadedNanos;

  /** When it was reported as validated; null before that. */
  private Long validatedNanos;

  private final RetryPause pause = new RetryPause();
  private long retryNanos;

  /** Why the last attempt failed, without the numbers in it; null if none did. */
  private String rejection;

  /**
   * Starts with a release.
   *
   * @param releases to which it is given back
   * @param leadTime between validation and activation
   * @param report takes what happens to releases
   * @param nanoTime the JVM's time source
   */
  public ActiveRelease(
      LoadedReleases releases,
      FirstRelease.Found first,
      Duration leadTime,
      Consumer<ReleaseEvent.Builder> report,
      LongSupplier nanoTime) {
    this.releases = releases;
    this.first = first;
    this.leadNanos = leadTime.toNanos();
    this.report = report;
    this.nanoTime = nanoTime;
    this.announcement = first.announcement();
    this.loaded = first.loaded();
  }

  /** Reports with which release the subtask started, and why if it is another than it should be. */
  public void reportStart() {
    ReleaseEvent.Builder event =
        ReleaseEventWriter.about(first.announcement(), ReleaseEventKind.STARTED);
    if (first.reason() != null) {
      event.setReplaces(first.wanted().getVersion()).setReason(first.reason());
    }
    report.accept(event);
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
    ModelRelease newest = nextAnnouncement == null ? announcement : nextAnnouncement;
    if (announced.getEpoch() <= newest.getEpoch()) {
      return;
    }
    abandonNext();
    pause.reset();
    rejection = null;
    announcedNanos = nanoTime.getAsLong();
    nextAnnouncement = announced;
    load();
  }

  private void load() {
    next =
        releases
            .acquire(nextAnnouncement)
            .whenComplete((release, fault) -> loadedNanos = nanoTime.getAsLong());
  }

  /** Whether an announced release is being loaded, waits to be activated, or is tried again. */
  public boolean isChanging() {
    return nextAnnouncement != null;
  }

  /**
   * Activates the next release if it is loaded and the lead time is over, and releases the old one:
   * its encoder must not be used again. Tries a release again whose pause is over.
   *
   * @return whether another release is active now
   */
  public boolean activateNext() {
    if (nextAnnouncement == null) {
      return false;
    }
    if (next == null) {
      if (nanoTime.getAsLong() - retryNanos >= 0) {
        load();
      }
      return false;
    }
    if (!next.isDone()) {
      return false;
    }
    LoadedRelease arrived;
    try {
      arrived = next.join();
    } catch (CompletionException | CancellationException e) {
      reject(e.getCause() == null ? e : e.getCause());
      return false;
    }
    if (validatedNanos == null) {
      validatedNanos = nanoTime.getAsLong();
      report.accept(
          ReleaseEventWriter.about(nextAnnouncement, ReleaseEventKind.VALIDATED)
              .setDurationMs(millis(loadedNanos - announcedNanos)));
    }
    // Readers have the index of a release that is announced anew.
    if (!isAnnouncedAnew() && nanoTime.getAsLong() - validatedNanos < leadNanos) {
      return false;
    }
    activate(arrived);
    return true;
  }

  private boolean isAnnouncedAnew() {
    return nextAnnouncement.getManifestSha256().equals(announcement.getManifestSha256());
  }

  private void activate(LoadedRelease arrived) {
    ModelRelease replaced = announcement;
    boolean anew = isAnnouncedAnew();
    boolean back =
        !anew
            && previous != null
            && nextAnnouncement.getManifestSha256().equals(previous.getManifestSha256());
    releases.release(announcement);
    announcement = nextAnnouncement;
    loaded = arrived;
    previous = anew ? previous : replaced;
    forgetNext();
    report.accept(
        ReleaseEventWriter.about(
                announcement, back ? ReleaseEventKind.ROLLED_BACK : ReleaseEventKind.ACTIVATED)
            .setReplaces(replaced.getVersion())
            .setDurationMs(millis(nanoTime.getAsLong() - announcedNanos)));
    LOG.info("Release {} is active, epoch {}.", announcement.getVersion(), announcement.getEpoch());
  }

  /**
   * Reports a reason once, not at each attempt. One that differs only in numbers, such as the
   * length of a file that arrives or the memory that is in use, is the same.
   */
  private void reject(Throwable fault) {
    String reason = fault.getMessage() == null ? fault.toString() : fault.getMessage();
    boolean again = fault instanceof ReleaseException e && e.isPassing();
    Duration wait = again ? pause.next() : null;
    String kind = reason.replaceAll("[0-9]+", "0");
    if (!kind.equals(rejection)) {
      report.accept(
          ReleaseEventWriter.about(nextAnnouncement, ReleaseEventKind.REJECTED)
              .setReplaces(announcement.getVersion())
              .setReason(reason)
              .setDurationMs(millis(loadedNanos - announcedNanos)));
      LOG.error(
          "Release {}, epoch {}, is rejected{}: {}; release {} stays active.",
          nextAnnouncement.getVersion(),
          nextAnnouncement.getEpoch(),
          again ? " and tried again, first in " + wait.toMillis() + " ms" : "",
          reason,
          announcement.getVersion());
    }
    if (again) {
      rejection = kind;
      next = null;
      retryNanos = nanoTime.getAsLong() + wait.toNanos();
    } else {
      forgetNext();
    }
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
    }
    forgetNext();
  }

  private void forgetNext() {
    next = null;
    nextAnnouncement = null;
    validatedNanos = null;
  }
}
