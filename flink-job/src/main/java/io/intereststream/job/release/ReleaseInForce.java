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
  private final Consumer<ReleaseEvent.Builder> report;
  private ModelRelease announcement;
  private LoadedRelease loaded;

  /** What was in force before; null for none. */
  private ModelRelease before;

  private ModelRelease nextAnnouncement;
  private CompletableFuture<LoadedRelease> next;
  private long announcedNanos;

  /** When {@link #next} was there, on whatever thread. */
  private volatile long loadedNanos;

  /**
   * Loads the first release and waits for it.
   *
   * @param report told of what becomes of releases
   * @throws InterestStreamException naming the release and what is wrong with it
   */
  public ReleaseInForce(
      ReleaseLoader loader,
      ModelRelease first,
      MetricGroup metrics,
      Consumer<ReleaseEvent.Builder> report)
      throws InterruptedException {
    this.loader = loader;
    this.report = report;
    this.announcement = first;
    CompletableFuture<LoadedRelease> loading = loader.acquire(first);
    try {
      this.loaded = loading.get();
    } catch (InterruptedException e) {
      loading.thenRun(() -> loader.letGo(first));
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

  /** The announcement of what was in force before, since the subtask started; null for none. */
  public ModelRelease before() {
    return before;
  }

  /** Starts loading an announced release when its epoch is newer than any before. */
  public void announce(ModelRelease announced) {
    ModelRelease newest = next == null ? announcement : nextAnnouncement;
    if (announced.getEpoch() <= newest.getEpoch()) {
      return;
    }
    abandonNext();
    nextAnnouncement = announced;
    announcedNanos = System.nanoTime();
    next =
        loader.acquire(announced).whenComplete((release, fault) -> loadedNanos = System.nanoTime());
  }

  /** Whether an announced release is on its way. */
  public boolean isChanging() {
    return next != null;
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
      swapIn(done.join());
      return true;
    } catch (CompletionException | CancellationException e) {
      refuse(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
      return false;
    }
  }

  private void swapIn(LoadedRelease arrived) {
    report.accept(
        ReleaseEventWriter.about(nextAnnouncement, ReleaseEventKind.VALIDATED)
            .setDurationMs(millis(loadedNanos - announcedNanos)));
    ModelRelease replaced = announcement;
    boolean back =
        before != null && nextAnnouncement.getManifestSha256().equals(before.getManifestSha256());
    loader.letGo(announcement);
    announcement = nextAnnouncement;
    loaded = arrived;
    before = replaced;
    activated.inc();
    report.accept(
        ReleaseEventWriter.about(
                announcement, back ? ReleaseEventKind.ROLLED_BACK : ReleaseEventKind.ACTIVATED)
            .setReplaces(replaced.getVersion())
            .setDurationMs(millis(System.nanoTime() - announcedNanos)));
    LOG.info(
        "Release {} is in force, epoch {}.", announcement.getVersion(), announcement.getEpoch());
  }

  private void refuse(String reason) {
    refused.inc();
    report.accept(
        ReleaseEventWriter.about(nextAnnouncement, ReleaseEventKind.REFUSED)
            .setReplaces(announcement.getVersion())
            .setReason(reason)
            .setDurationMs(millis(loadedNanos - announcedNanos)));
    LOG.error(
        "Release {}, epoch {}, is refused: {}; release {} stays in force.",
        nextAnnouncement.getVersion(),
        nextAnnouncement.getEpoch(),
        reason,
        announcement.getVersion());
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
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
