package io.intereststream.job.update;

import io.intereststream.history.History;
import io.intereststream.history.HistoryChange;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.config.DeliverySettings;
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
 * The logic for one event, for a viewer's timer, and for one viewer during re-embedding or a sweep.
 * It keeps each viewer's history, and updates the interests with every event that changes it.
 *
 * <p>For each viewer, one byte array ({@link ViewerState}) is read and written. If an update comes
 * earlier than the update interval allows, it becomes the pending update, which a timer publishes;
 * a newer one replaces it. A viewer whose whole history must be encoded again first waits in a
 * batch, see {@link ReencodeBatch}. During a rebuild, only histories are updated: nothing is
 * encoded, and nothing is published but the null values of new erasures.
 *
 * <p>All input and output goes through the ports {@link ViewerStore}, {@link Timers} and {@link
 * Outbox}. Used by one thread.
 */
final class ViewerProcessor {
  /**
   * Time after which a sweep deletes what the rules no longer need. Assumes that Kafka timestamps
   * within a partition never go back by this much; then no result depends on whether a sweep has
   * run.
   */
  private static final long SWEEP_AFTER_MS = Duration.ofDays(1).toMillis();

  /**
   * Processing time for which a viewer without a history is kept after the null value, which may be
   * lost with its transaction. Longer than any transaction timeout.
   */
  private static final long KEEP_ENDED_MS = DeliverySettings.LONGEST_TRANSACTION.toMillis();

  private final long intervalMs;

  private final boolean exactlyOnce;

  /** When the state was created, epoch ms. */
  private final long created;

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

  /** Whether null values from before a restore may be lost and are being published again. */
  private boolean repeatingNullValues;

  /**
   * @param histories makes a history object, which is reused for one viewer after another
   * @param rebuilding whether the state is being rebuilt, see {@link #endRebuild}
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
    this.exactlyOnce = settings.exactlyOnce();
    this.created = settings.rules().generation();
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
    boolean ended = history.isExpiredAt(timestamp);
    HistoryChange change = applyTo(viewer, watch, timestamp);
    metrics.count(change);
    if (!change.changedAnything()) {
      return;
    }
    if (history.noteStart(watch.partition, watch.offset)) {
      metrics.countSeveralPartitions();
    }
    if (!change.changedHistory()) {
      if (ended && !rebuilding) {
        withdraw(watch.userId, viewer, timestamp);
      } else {
        store(watch.userId, viewer);
      }
    } else if (rebuilding) {
      viewer.changed(clock.millis());
      viewer.encodedWhole(0);
      viewer.published(ViewerState.UNPUBLISHED);
      store(watch.userId, viewer);
    } else if (encoder.isUpToDate(viewer) && encoder.follow(viewer, change, watch.item)) {
      publishOrHold(watch.userId, viewer, watch, timestamp);
    } else {
      enqueue(watch.userId, watch, timestamp);
    }
  }

  /** Applies an event. If it starts a new history, everything of the old one is dropped. */
  private static HistoryChange applyTo(ViewerState viewer, Watch watch, long timestamp) {
    long generation = viewer.history().generation();
    HistoryChange change =
        viewer.history().apply(watch.signal, watch.item, watch.eventTime, timestamp);
    if (viewer.history().generation() != generation) {
      viewer.restart();
    }
    return change;
  }

  /**
   * Ends a viewer's history, and keeps a marker so that older events are ignored. During a rebuild,
   * the null value for an erasure from before the start has to wait: later events may show that the
   * viewer is back, and an earlier run may have published the new interests.
   */
  private void erase(String userId, ViewerState viewer, long timestamp) throws IOException {
    viewer.history().erase(timestamp);
    viewer.restart();
    metrics.countErasure();
    if (rebuilding && timestamp < created) {
      store(userId, viewer);
    } else {
      withdraw(userId, viewer, timestamp);
    }
  }

  /**
   * Publishes the null value for a viewer without interests, and stores the viewer. An earlier run
   * may have published an update that the restored state does not know of.
   *
   * @param time of the record, epoch ms
   */
  private void withdraw(String userId, ViewerState viewer, long time) throws IOException {
    outbox.erase(userId, time);
    viewer.changed(clock.millis());
    viewer.published(release.epoch());
    store(userId, viewer);
  }

  /** Reads the viewer's state into the next entry of the batch. */
  private ViewerState read(String userId) throws IOException {
    ViewerState viewer = batch.next().state;
    viewer.read(store.read(userId));
    return viewer;
  }

  /**
   * Evaluates a positive event of the sample if its item is new to the viewer and the viewer has
   * interests of the active release.
   *
   * @param viewer state before the event
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

  /** Adds the viewer who was read last to the batch of viewers to be encoded again. */
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
    encoder.encodeAfresh(batch.entries().stream().map(queued -> queued.state).toList());
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
   * Publishes the update of a viewer who is up to date, or makes it the pending update; stores the
   * viewer.
   *
   * @param cause the event that changed the history
   * @param timestamp Kafka timestamp of its record
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
   * Publishes an update of a viewer who is up to date, without a new event, and stores the viewer.
   * This is the pending update if there is one, or else an update for the active release.
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
   * Cleans up one viewer. If the history expired more than a day ago, ends it and publishes the
   * null value. If there is no history, and no erasure marker that is still needed, deletes the
   * viewer some time after the null value.
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
    if (history.isExpiredAt(kafkaTime - SWEEP_AFTER_MS)) {
      history.expire();
      viewer.restart();
      metrics.countExpiry();
      withdraw(userId, viewer, kafkaTime);
      return true;
    }
    if (history.hasBegun() || !history.hasNoMarkerAt(kafkaTime - SWEEP_AFTER_MS)) {
      return false;
    }
    if (!viewer.isPublished()) {
      withdraw(userId, viewer, kafkaTime);
      return true;
    }
    boolean deletes = !repeatingNullValues && isWithdrawnForLong(viewer);
    if (deletes) {
      store.delete(userId);
    }
    return deletes;
  }

  /** Whether the null value of a viewer is older than any open transaction. */
  private boolean isWithdrawnForLong(ViewerState viewer) {
    return clock.millis() - viewer.changedAt() >= KEEP_ENDED_MS;
  }

  /**
   * Publishes a viewer for whom nothing was published, or a viewer with a recent change whose last
   * record has a lower epoch: an update or, without interests, the null value.
   *
   * @param since time of the earliest change that counts as recent, epoch ms
   * @return whether an update is published
   */
  boolean reembed(String userId, long since) throws IOException {
    flushIfQueued(userId);
    byte[] bytes = store.read(userId);
    if (bytes == null) {
      return false;
    }
    boolean repeats = repeatingNullValues && ViewerState.isWithoutInterests(bytes);
    if (!repeats && !ViewerState.isOutdated(bytes, since, release.epoch())) {
      return false;
    }
    ViewerState viewer = batch.next().state;
    viewer.read(bytes);
    if (viewer.history().sequence() == 0) {
      withdrawAgain(userId, viewer);
      return false;
    }
    if (encoder.isUpToDate(viewer)) {
      republish(userId, viewer);
    } else {
      enqueue(userId, null, 0);
    }
    metrics.countReembedded();
    return true;
  }

  /**
   * Publishes the null value of a viewer without interests, if that was not done yet or if it may
   * be lost with its transaction. If a transaction is lost while the job runs, the epoch rises
   * within a day of the null value.
   */
  private void withdrawAgain(String userId, ViewerState viewer) throws IOException {
    if (!viewer.isPublished() || repeatingNullValues) {
      withdraw(userId, viewer, clock.millis());
    } else if (exactlyOnce && !isWithdrawnForLong(viewer)) {
      outbox.erase(userId, clock.millis());
      viewer.published(release.epoch());
      store(userId, viewer);
    }
  }

  /**
   * Starts to publish the null values of all viewers without interests again, because their
   * transaction may be lost, or ends this when it was done. Does nothing without transactions.
   */
  void repeatNullValues(boolean starts) {
    repeatingNullValues = starts && exactlyOnce;
  }

  /** Starts to publish: the histories now contain every event from before the start. */
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
