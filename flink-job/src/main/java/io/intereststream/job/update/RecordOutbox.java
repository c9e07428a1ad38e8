package io.intereststream.job.update;

import io.intereststream.history.HistoryRules;
import io.intereststream.history.Signal;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.job.publish.UpdateWriter;
import io.intereststream.job.release.ActiveRelease;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.Cause;
import io.intereststream.schema.EventOrigin;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.Consumer;

/** Makes records of updates and erasures, and completes release events. */
final class RecordOutbox implements Outbox {
  /** Receives records for the update topic. */
  @FunctionalInterface
  interface Records {
    /**
     * Receives a record.
     *
     * @param timestamp timestamp of the record, epoch ms
     */
    void collect(OutputRecord record, long timestamp);
  }

  private final UpdateWriter writer;
  private final int subtask;
  private final Records records;
  private final Consumer<ReleaseEvent> events;
  private final InstantSource clock;

  /**
   * @param subtask index of the subtask, for release events
   */
  RecordOutbox(
      UpdateWriter writer,
      int subtask,
      Records records,
      Consumer<ReleaseEvent> events,
      InstantSource clock) {
    this.writer = writer;
    this.subtask = subtask;
    this.records = records;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public void publish(
      String userId,
      ViewerState viewer,
      Interests interests,
      ActiveRelease release,
      Watch cause,
      long timestamp,
      long now) {
    records.collect(
        writer.update(
            userId,
            viewer.history(),
            interests,
            release.loaded().release(),
            release.epoch(),
            cause(cause, viewer.isPublished()),
            origin(cause),
            now),
        Math.min(timestamp, now));
  }

  private static Cause cause(Watch watch, boolean published) {
    if (watch == null) {
      return published ? Cause.RELEASE : Cause.BACKFILL;
    }
    return watch.signal == Signal.NEGATIVE ? Cause.HIDE : Cause.WATCH;
  }

  private EventOrigin origin(Watch watch) {
    return watch == null
        ? null
        : writer.origin(watch.eventId, watch.partition, watch.offset, watch.eventTime);
  }

  @Override
  public void erase(String userId, long time) {
    records.collect(UpdateWriter.erasure(userId), Math.min(time, clock.millis()));
  }

  @Override
  public void report(ReleaseEvent.Builder event) {
    events.accept(ReleaseEventWriter.complete(event, subtask, clock.millis()));
  }

  /**
   * Runs the code of a release change once, without output: an update without an event, one with an
   * event, and the report of an activation.
   *
   * @param release any release
   * @param serialize serializes the report as Flink does between operators
   */
  void rehearse(Release release, Consumer<ReleaseEvent> serialize) {
    Watch watch = new Watch();
    watch.eventId = "none";
    watch.signal = Signal.POSITIVE;
    Interests interests = new Interests(release.interests(), release.dimension());
    interests.count(release.interests());
    // Zeros would take another path when they are packed.
    Arrays.fill(interests.vectors(), 0.1f);
    Arrays.fill(interests.general(), 0.1f);
    ViewerHistory history = new ViewerHistory(new HistoryRules(1, 0, 0, 0, 0));
    writer.update("nobody", history, interests, release, 0, Cause.RELEASE, null, 0);
    writer.update("nobody", history, interests, release, 0, Cause.WATCH, origin(watch), 0);
    serialize.accept(
        ReleaseEventWriter.complete(
            ReleaseEventWriter.about(announced(release), ReleaseEventKind.ACTIVATED)
                .setReplaces("none"),
            subtask,
            0));
  }

  private static ModelRelease announced(Release release) {
    return ModelRelease.newBuilder()
        .setVersion(release.version())
        .setEpoch(0)
        .setLocation("none")
        .setManifestSha256(release.manifestSha256())
        .build();
  }
}
