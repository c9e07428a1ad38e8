package io.intereststream.job.update;

import io.intereststream.job.evaluation.OnlineEvaluation;
import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.job.release.ActiveRelease;
import io.intereststream.job.release.Announcement;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Changes a subtask and its viewers to another release: activates it between two events, then
 * re-embeds first the viewers with a recent change and then all others, one slice at each
 * background tick. Used by one thread.
 */
final class ReleaseRollout implements AutoCloseable {
  private final UpdateSettings settings;
  private final ActiveRelease release;
  private final ViewerProcessor viewers;
  private final ViewerKeys keys;
  private final OnlineEvaluation evaluation;
  private final Outbox outbox;
  private final BackgroundTick tick;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  /** Null if no viewer is left to be re-embedded. */
  private Reembedding reembedding;

  /** Whether {@link #reembedding} handles the viewers without a recent change. */
  private boolean ofOthers;

  /**
   * @param nanoTime the JVM's time source, to limit the time of a slice
   */
  ReleaseRollout(
      UpdateSettings settings,
      ActiveRelease release,
      ViewerProcessor viewers,
      ViewerKeys keys,
      OnlineEvaluation evaluation,
      Outbox outbox,
      BackgroundTick tick,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.release = release;
    this.viewers = viewers;
    this.keys = keys;
    this.evaluation = evaluation;
    this.outbox = outbox;
    this.tick = tick;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** Handles an announcement of the release source. */
  void onAnnouncement(Announcement announcement) throws IOException {
    if (announcement.fault != null) {
      reportFault(announcement);
    } else if (announcement.candidate) {
      evaluation.candidate(announcement.release);
    } else {
      release.announce(announcement.release);
      // The TaskManager may have loaded it already for another subtask.
      activate();
      tick.schedule();
    }
  }

  /** Reports a fault of an alias. Only one subtask reports it, because all receive the same. */
  private void reportFault(Announcement announcement) {
    if (settings.reportsFaults()) {
      String alias = announcement.candidate ? settings.candidateAlias() : settings.alias();
      outbox.report(
          ReleaseEvent.newBuilder()
              .setKind(ReleaseEventKind.REJECTED)
              .setVersion(alias)
              .setEpoch(0)
              .setDurationMs(0)
              .setReason(announcement.fault));
    }
  }

  /** Does the work between events. */
  void onTick() throws IOException {
    activate();
    if (reembedding != null) {
      reembedding.slice(clock.millis());
      viewers.flush();
      if (reembedding.isDone()) {
        ReleaseEventKind kind =
            ofOthers ? ReleaseEventKind.REEMBEDDED_ALL : ReleaseEventKind.REEMBEDDED;
        outbox.report(
            ReleaseEventWriter.about(release.announcement(), kind)
                .setDurationMs(clock.millis() - reembedding.start())
                .setViewers(reembedding.updated()));
        close();
        viewers.repeatNullValues(false);
        if (!ofOthers) {
          reembedOthers();
        }
      }
    }
    if (reembedding != null || release.isChanging()) {
      tick.schedule();
    }
  }

  /**
   * Activates the next release when it is loaded. This must not be called while an event is
   * processed: the JVM would then discard the compiled code of event processing, because this
   * branch was never taken before, and compile it again, which takes 0.3 to 0.6 s.
   */
  private void activate() throws IOException {
    // Encode waiting viewers with the release that was active when their events arrived.
    viewers.flush();
    if (release.activateNext()) {
      viewers.useActiveRelease();
      evaluation.compare();
      reembed();
    }
  }

  /**
   * Starts or restarts re-embedding, first of the viewers with a recent change. Does nothing during
   * a rebuild, when no updates are published.
   */
  void reembed() {
    close();
    if (viewers.isRebuilding()) {
      return;
    }
    if (settings.reembedSeenWithin().isZero()) {
      reembedOthers();
    } else {
      backfill();
    }
  }

  /**
   * Like {@link #reembed}, but also publishes every viewer without any update since the state was
   * created, regardless of the options for re-embedding.
   */
  void backfill() {
    close();
    if (!viewers.isRebuilding()) {
      ofOthers = false;
      walk(seenSince(), settings.reembedWithin());
    }
  }

  /** Continues after a restore from a checkpoint. */
  void onRestore() {
    viewers.repeatNullValues(true);
    backfill();
  }

  /** Ends a rebuild: the job has caught up, and publishes every viewer. */
  void onCaughtUp() {
    if (viewers.isRebuilding()) {
      viewers.endRebuild();
      backfill();
    }
  }

  private long seenSince() {
    return settings.reembedSeenWithin().isZero()
        ? Long.MAX_VALUE
        : clock.millis() - settings.reembedSeenWithin().toMillis();
  }

  private void reembedOthers() {
    if (!settings.reembedOthersWithin().isZero()) {
      ofOthers = true;
      walk(Long.MIN_VALUE, settings.reembedOthersWithin());
    }
  }

  private void walk(long since, Duration within) {
    reembedding =
        new Reembedding(
            keys, userId -> viewers.reembed(userId, since), clock.millis(), within, nanoTime);
    tick.schedule();
  }

  /** Share of the viewers that re-embedding has processed, 0 to 1; 1 if it is not running. */
  double progress() {
    return reembedding == null ? 1 : reembedding.progress();
  }

  /** Ends re-embedding. */
  @Override
  public void close() {
    if (reembedding != null) {
      reembedding.close();
      reembedding = null;
    }
  }
}
