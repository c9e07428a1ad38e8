package io.intereststream.job.update;

import io.intereststream.history.HistoryChange;
import io.intereststream.job.evaluation.OnlineEvaluation;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.release.ActiveRelease;
import io.intereststream.job.tuning.ReencodeBatch;
import io.intereststream.model.encoder.Interests;
import java.io.IOException;
import java.time.InstantSource;

/**
 * The logic of one event and of one viewer's timers: keeps each viewer's history and brings the
 * viewer's interests up to date with every event that changes it.
 *
 * <p>Per viewer one value of bytes ({@link ViewerState}) is read and written. A viewer whose
 * history did not change for the time to live is forgotten and erased downstream: one timer per
 * viewer, moved on when it fires too early, not with every event. An update that comes sooner than
 * the publish interval after the one before is pending until a timer; the newest event's replaces
 * it. A viewer who is not encoded by the active release first waits in a batch, see {@link
 * ReencodeBatch}.
 *
 * <p>All input and output goes through ports, see {@link ViewerStore}, {@link Timers}, {@link
 * Outbox}. Used by one thread.
 */
final class ViewerProcessor {
  private final long ttlMs;
  private final long intervalMs;
  private final ActiveRelease release;
  private final ViewerStore store;
  private final Timers timers;
  private final Outbox outbox;
  private final OnlineEvaluation evaluation;
  private final UpdateMetrics metrics;
  private final BackgroundTick tick;
  private final InstantSource clock;
  private final ReencodeBatch<QueuedViewer> batch;
  private ViewerEncoder encoder;

  ViewerProcessor(
      UpdateSettings settings,
      ActiveRelease release,
      ViewerStore store,
      Timers timers,
      Outbox outbox,
      OnlineEvaluation evaluation,
      UpdateMetrics metrics,
      BackgroundTick tick,
      InstantSource clock) {
    this.ttlMs = settings.ttlMs();
    this.intervalMs = settings.intervalMs();
    this.release = release;
    this.store = store;
    this.timers = timers;
    this.outbox = outbox;
    this.evaluation = evaluation;
    this.metrics = metrics;
    this.tick = tick;
    this.clock = clock;
    this.batch =
        new ReencodeBatch<>(
            settings.batchSize(), () -> new QueuedViewer(settings.window(), settings.slack()));
    this.encoder = new ViewerEncoder(release.loaded());
  }

  /**
   * Processes an event.
   *
   * @param timestamp Kafka timestamp of its record, epoch ms
   */
  void process(Watch watch, long timestamp) throws IOException {
    flushIfQueued(watch.userId);
    ViewerState viewer = read(watch.userId);
    evaluate(watch, viewer);
    HistoryChange change = viewer.history().apply(watch.signal, watch.item, watch.eventTime);
    metrics.count(change);
    if (!change.changedHistory()) {
      return;
    }
    if (ttlMs > 0 && !viewer.hasExpiryTimer()) {
      timers.setExpiry(watch.userId, clock.millis() + ttlMs);
      viewer.setExpiryTimer();
    }
    if (encoder.isUpToDate(viewer)) {
      encoder.follow(viewer, change, watch.item);
      publishOrHold(watch.userId, viewer, watch, timestamp);
    } else {
      enqueue(watch.userId, watch, timestamp);
    }
  }

  /** The viewer's state, in the next entry of the batch. */
  private ViewerState read(String userId) throws IOException {
    ViewerState viewer = batch.next().state;
    viewer.read(store.read(userId));
    return viewer;
  }

  /**
   * Evaluates a positive event of the sample if its item is new to the viewer and the viewer has
   * interests under the active release.
   *
   * @param viewer as before the event
   */
  private void evaluate(Watch watch, ViewerState viewer) {
    if (evaluation.includes(watch)
        && encoder.isUpToDate(viewer)
        && !viewer.history().contains(watch.item)) {
      Interests before = encoder.interests(viewer);
      if (before.count() > 0) {
        int[] rows = encoder.knownRows(viewer.history());
        evaluation.offer(before, rows, viewer.history().items(), watch.item);
      }
    }
  }

  /** Adds the viewer who was read last to the batch of those to be encoded afresh. */
  private void enqueue(String userId, Watch cause, long timestamp) throws IOException {
    QueuedViewer queued = batch.next();
    queued.cause = cause;
    queued.timestamp = timestamp;
    batch.enqueue(userId);
    if (batch.isFull()) {
      flush();
    } else {
      tick.schedule();
    }
  }

  private void flushIfQueued(String userId) throws IOException {
    if (batch.contains(userId)) {
      flush();
    }
  }

  /** Encodes and publishes the viewers who wait in the batch. */
  void flush() throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    encoder.encodeAfresh(batch.entries());
    batch.drain(
        (userId, queued) -> {
          if (queued.cause != null) {
            publishOrHold(userId, queued.state, queued.cause, queued.timestamp);
          } else {
            republish(userId, queued.state);
          }
        });
  }

  /**
   * Publishes and stores a viewer who is up to date, or makes the update a pending one.
   *
   * @param cause the event that the history took in
   * @param timestamp of its record
   */
  private void publishOrHold(String userId, ViewerState viewer, Watch cause, long timestamp)
      throws IOException {
    long now = clock.millis();
    long due = viewer.changedAt() + intervalMs;
    viewer.countChange(now);
    if (viewer.pending() != null || now < due) {
      if (viewer.pending() == null) {
        timers.setPending(userId, due);
      }
      viewer.setPending(new PendingUpdate(cause, timestamp));
      metrics.countHeld();
    } else {
      publish(userId, viewer, cause, timestamp, now);
    }
    write(userId, viewer);
    metrics.measureLatency(now - timestamp);
  }

  /**
   * Publishes and stores a viewer who is up to date, without a new event: the pending update, or
   * else one for another release.
   */
  private void republish(String userId, ViewerState viewer) throws IOException {
    long now = clock.millis();
    PendingUpdate pending = viewer.pending();
    if (pending != null) {
      viewer.clearPending(now);
      publish(userId, viewer, pending.watch(), pending.timestamp(), now);
    } else {
      publish(userId, viewer, null, now, now);
    }
    write(userId, viewer);
  }

  private void publish(String userId, ViewerState viewer, Watch cause, long timestamp, long now) {
    outbox.publish(userId, viewer, encoder.interests(viewer), release, cause, timestamp, now);
  }

  private void write(String userId, ViewerState viewer) throws IOException {
    encoder.trim(viewer);
    byte[] bytes = viewer.write();
    store.write(userId, bytes);
    metrics.measureState(bytes.length);
  }

  /** Publishes a viewer's pending update. */
  void onPendingTimer(String userId) throws IOException {
    flushIfQueued(userId);
    ViewerState viewer = read(userId);
    if (viewer.pending() == null) {
      return;
    }
    if (encoder.isUpToDate(viewer)) {
      republish(userId, viewer);
    } else {
      enqueue(userId, null, 0);
    }
  }

  /**
   * Forgets a viewer whose time to live is over, or moves the timer on.
   *
   * @param time that the timer was set for, epoch ms
   */
  void onExpiryTimer(String userId, long time) throws IOException {
    flushIfQueued(userId);
    ViewerState viewer = read(userId);
    if (!viewer.hasExpiryTimer()) {
      return;
    }
    long end = viewer.changedAt() + ttlMs;
    if (end > time) {
      timers.setExpiry(userId, end);
      return;
    }
    store.delete(userId);
    metrics.countErasure();
    outbox.erase(userId, time);
  }

  /**
   * Re-embeds a viewer who had a recent change and was encoded under another release.
   *
   * @param since time of the earliest change that counts, epoch ms
   * @return whether that took an update
   */
  boolean reembed(String userId, long since) throws IOException {
    flushIfQueued(userId);
    byte[] bytes = store.read(userId);
    if (bytes == null || !ViewerState.isOutdated(bytes, since, release.loaded().tag())) {
      return false;
    }
    batch.next().state.read(bytes);
    enqueue(userId, null, 0);
    metrics.countReembedded();
    return true;
  }

  /** Encodes with the active release from now on; the batch must be flushed. */
  void useActiveRelease() {
    encoder = new ViewerEncoder(release.loaded());
  }
}
