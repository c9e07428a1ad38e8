package io.intereststream.job.update;

import io.intereststream.history.History;
import io.intereststream.history.HistoryChange;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.evaluation.OnlineEvaluation;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.release.ActiveRelease;
import io.intereststream.job.tuning.ReencodeBatch;
import io.intereststream.model.encoder.Interests;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The logic of one event, of one viewer's timer and of one viewer's turn in a walk over all: keeps
 * each viewer's history and brings the viewer's interests up to date with every event that changes
 * it.
 *
 * <p>Per viewer one value of bytes ({@link ViewerState}) is read and written. An update that comes
 * sooner than the publish interval after the one before is pending until a timer; the newest
 * event's replaces it. A viewer who is not encoded by the active release first waits in a batch,
 * see {@link ReencodeBatch}. While the state is rebuilt from the topic, histories grow and nothing
 * is encoded or published, except for erasures.
 *
 * <p>All input and output goes through ports, see {@link ViewerStore}, {@link Timers}, {@link
 * Outbox}. Used by one thread.
 */
final class ViewerProcessor {
  /**
   * A sweep comes so much later than the rules would let it: Kafka timestamps of a partition go
   * back by less, so that no event finds that there was one.
   */
  private static final long SWEEP_AFTER_MS = Duration.ofDays(1).toMillis();

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
  private boolean rebuilding;

  /**
   * @param histories makes a history to be filled for one viewer after another
   * @param rebuilding whether the state is rebuilt, see {@link #endRebuild}
   */
  ViewerProcessor(
      UpdateSettings settings,
      Supplier<ViewerHistory> histories,
      ActiveRelease release,
      ViewerStore store,
      Timers timers,
      Outbox outbox,
      OnlineEvaluation evaluation,
      UpdateMetrics metrics,
      BackgroundTick tick,
      InstantSource clock,
      boolean rebuilding) {
    this.intervalMs = settings.intervalMs();
    this.release = release;
    this.store = store;
    this.timers = timers;
    this.outbox = outbox;
    this.evaluation = evaluation;
    this.metrics = metrics;
    this.tick = tick;
    this.clock = clock;
    this.batch = new ReencodeBatch<>(settings.batchSize(), () -> new QueuedViewer(histories.get()));
    this.encoder = new ViewerEncoder(release.loaded());
    this.rebuilding = rebuilding;
  }

  /**
   * Processes an event or an erasure.
   *
   * @param timestamp Kafka timestamp of its record, epoch ms
   */
  void process(Watch watch, long timestamp) throws IOException {
    flushIfQueued(watch.userId);
    ViewerState viewer = read(watch.userId);
    if (watch.erase) {
      erase(watch.userId, viewer, timestamp);
      return;
    }
    evaluate(watch, viewer);
    ViewerHistory history = viewer.history();
    boolean ended = mayBePublished(history) && history.isExpiredAt(timestamp);
    HistoryChange change = applyTo(viewer, watch, timestamp);
    metrics.count(change);
    if (!change.changedAnything()) {
      return;
    }
    if (history.noteOrigin(watch.partition, watch.offset)) {
      metrics.countSeveralPartitions();
    }
    if (!change.changedHistory()) {
      if (ended) {
        outbox.erase(watch.userId, timestamp);
      }
      store(watch.userId, viewer);
    } else if (rebuilding) {
      viewer.changed(clock.millis());
      viewer.encodedWhole(0);
      store(watch.userId, viewer);
    } else if (encoder.isUpToDate(viewer)) {
      encoder.follow(viewer, change, watch.item);
      publishOrHold(watch.userId, viewer, watch, timestamp);
    } else {
      enqueue(watch.userId, watch, timestamp);
    }
  }

  /**
   * Whether the update topic may have an update of a history. That nothing was published since the
   * state was restored does not say so: the run before may have published it.
   */
  private static boolean mayBePublished(ViewerHistory history) {
    return history.sequence() > 0;
  }

  /** Applies an event; nothing of a history that it ends is kept. */
  private static HistoryChange applyTo(ViewerState viewer, Watch watch, long timestamp) {
    long generation = viewer.history().generation();
    HistoryChange change =
        viewer.history().apply(watch.signal, watch.item, watch.eventTime, timestamp);
    if (viewer.history().generation() != generation) {
      viewer.restart();
    }
    return change;
  }

  /** Ends a viewer's history and keeps the marker that refuses older events. */
  private void erase(String userId, ViewerState viewer, long timestamp) throws IOException {
    viewer.history().erase(timestamp);
    viewer.restart();
    store(userId, viewer);
    metrics.countErasure();
    outbox.erase(userId, timestamp);
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
        && !viewer.history().entries().contains(watch.item)) {
      Interests before = encoder.interests(viewer);
      if (before.count() > 0) {
        History entries = viewer.history().entries();
        evaluation.offer(before, encoder.knownRows(entries), entries.items(), watch.item);
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
    viewer.changed(now);
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
    viewer.published(release.epoch());
  }

  private void write(String userId, ViewerState viewer) throws IOException {
    encoder.trim(viewer);
    store(userId, viewer);
  }

  private void store(String userId, ViewerState viewer) throws IOException {
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
   * Forgets a viewer whose history is past the time to live by more than a day, or whose erasure
   * marker is old enough by a day; one without the other leaves the other.
   *
   * @param kafkaTime Kafka time that every partition has reached, epoch ms
   * @return whether the viewer's state changed
   */
  boolean sweep(String userId, long kafkaTime) throws IOException {
    flushIfQueued(userId);
    byte[] bytes = store.read(userId);
    if (bytes == null) {
      return false;
    }
    ViewerState viewer = batch.next().state;
    viewer.read(bytes);
    ViewerHistory history = viewer.history();
    boolean published = mayBePublished(history);
    boolean expired = history.isExpiredAt(kafkaTime - SWEEP_AFTER_MS);
    boolean markerOld = history.isMarkerOldAt(kafkaTime - SWEEP_AFTER_MS);
    if (expired && !markerOld) {
      history.expire();
      viewer.restart();
      store(userId, viewer);
    } else if (expired || markerOld && !history.hasBegun()) {
      store.delete(userId);
    } else {
      return false;
    }
    if (published) {
      metrics.countExpiry();
      outbox.erase(userId, kafkaTime);
    }
    return true;
  }

  /**
   * Publishes a viewer who had a recent change and whose last update has an older epoch, or who has
   * none.
   *
   * @param since time of the earliest change that counts, epoch ms
   * @return whether that took an update
   */
  boolean reembed(String userId, long since) throws IOException {
    flushIfQueued(userId);
    byte[] bytes = store.read(userId);
    if (bytes == null || !ViewerState.isOutdated(bytes, since, release.epoch())) {
      return false;
    }
    ViewerState viewer = batch.next().state;
    viewer.read(bytes);
    if (encoder.isUpToDate(viewer)) {
      republish(userId, viewer);
    } else {
      enqueue(userId, null, 0);
    }
    metrics.countReembedded();
    return true;
  }

  /** Publishes from now on: every event of before the start is in the histories. */
  void endRebuild() {
    rebuilding = false;
  }

  /** Whether the state is being rebuilt. */
  boolean isRebuilding() {
    return rebuilding;
  }

  /** Encodes with the active release from now on; the batch must be flushed. */
  void useActiveRelease() {
    encoder = new ViewerEncoder(release.loaded());
  }
}
