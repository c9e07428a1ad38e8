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
 * The release that a subtask uses, and the one that may replace it.
 *
 * <p>When a release with a higher epoch is announced, it is loaded on another thread. {@link
 * #activateNext} activates it between two events, once it has passed its checks and the lead time
 * is over. If a check fails, the release is rejected: this is reported and logged with the reason,
 * and the old release stays active. If the reason may be temporary, loading is tried again, with
 * growing pauses, until another release is announced. Late and repeated announcements have no
 * effect. Used by one task thread.
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

  /** The release that was active before; null for none. */
  private ModelRelease previous;

  /** The newest announcement that is neither active nor permanently rejected; null for none. */
  private ModelRelease nextAnnouncement;

  /** The loading of {@link #nextAnnouncement}; null between two attempts. */
  private CompletableFuture<LoadedRelease> next;

  private long announcedNanos;

  /** When {@link #next} was loaded; set by the loader's thread. */
  private volatile long loadedNanos;

  /** When {@link #next} was reported as validated; null before that. */
  private Long validatedNanos;

  private final RetryPause pause = new RetryPause();
  private long retryNanos;

  /** Why the last attempt failed, without its numbers; null if no attempt failed. */
  private String rejection;

  /**
   * Starts with a release.
   *
   * @param releases loads releases, and takes them back
   * @param leadTime time between validation and activation
   * @param report receives events about releases
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

  /** Reports the release with which the subtask started and, if it is not the wanted one, why. */
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

  /** The announcement of the active release, as stored in checkpoints. */
  public ModelRelease announcement() {
    return announcement;
  }

  /** The epoch of the active release. */
  public long epoch() {
    return announcement.getEpoch();
  }

  /**
   * The announcement of the release that was active before, if it changed since the subtask
   * started; otherwise null.
   */
  public ModelRelease previous() {
    return previous;
  }

  /** Starts to load an announced release if its epoch is higher than all before. */
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

  /** Whether an announced release is being loaded, waits for activation, or will be tried again. */
  public boolean isChanging() {
    return nextAnnouncement != null;
  }

  /**
   * Activates the next release if it is loaded and the lead time is over, and releases the old one,
   * whose encoder must not be used again. If an attempt failed and the pause is over, tries again.
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
    // No lead time if the active release is announced again: readers already have its index.
    if (!isAnnouncedAgain() && nanoTime.getAsLong() - validatedNanos < leadNanos) {
      return false;
    }
    activate(arrived);
    return true;
  }

  private boolean isAnnouncedAgain() {
    return nextAnnouncement.getManifestSha256().equals(announcement.getManifestSha256());
  }

  private void activate(LoadedRelease arrived) {
    ModelRelease replaced = announcement;
    boolean again = isAnnouncedAgain();
    boolean back =
        !again
            && previous != null
            && nextAnnouncement.getManifestSha256().equals(previous.getManifestSha256());
    releases.release(announcement);
    announcement = nextAnnouncement;
    loaded = arrived;
    previous = again ? previous : replaced;
    forgetNext();
    report.accept(
        ReleaseEventWriter.about(
                announcement, back ? ReleaseEventKind.ROLLED_BACK : ReleaseEventKind.ACTIVATED)
            .setReplaces(replaced.getVersion())
            .setDurationMs(millis(nanoTime.getAsLong() - announcedNanos)));
    LOG.info("Release {} is active, epoch {}.", announcement.getVersion(), announcement.getEpoch());
  }

  /**
   * Rejects the next release. Reports each reason once, not at each attempt. Reasons that differ
   * only in numbers, such as the length of a file that is being written, count as the same.
   */
  private void reject(Throwable fault) {
    String reason = fault.getMessage() == null ? fault.toString() : fault.getMessage();
    boolean again = fault instanceof ReleaseException e && e.isTemporary();
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
          again ? " and will be tried again, first in " + wait.toMillis() + " ms" : "",
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

  /** Releases what is loaded or being loaded; a second call does nothing. */
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
