package io.intereststream.job.publish;

import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Makes release events and their records for the release-events topic, keyed by version. */
public final class ReleaseEventWriter {
  private final RecordCodec<ReleaseEvent> codec;

  public ReleaseEventWriter(RecordCodec<ReleaseEvent> codec) {
    this.codec = codec;
  }

  /** Starts an event about a release; its duration is 0 unless set. */
  public static ReleaseEvent.Builder about(ModelRelease release, ReleaseEventKind kind) {
    return ReleaseEvent.newBuilder()
        .setVersion(release.getVersion())
        .setEpoch(release.getEpoch())
        .setKind(kind)
        .setDurationMs(0);
  }

  /**
   * Completes an event.
   *
   * @param subtask index of the reporting subtask; -1 for the job
   * @param now in epoch ms
   */
  public static ReleaseEvent complete(ReleaseEvent.Builder event, int subtask, long now) {
    return event.setSubtask(subtask).setAt(Instant.ofEpochMilli(now)).build();
  }

  /** The record of an event. */
  public OutputRecord write(ReleaseEvent event) {
    return new OutputRecord(
        event.getVersion().getBytes(StandardCharsets.UTF_8), codec.encode(event));
  }
}
