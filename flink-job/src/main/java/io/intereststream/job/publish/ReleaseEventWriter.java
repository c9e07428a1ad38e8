package io.intereststream.job.publish;

import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Writes what became of releases as records of the release-events topic, keyed by version. */
public final class ReleaseEventWriter {
  private final RecordCodec<ReleaseEvent> codec;
  private final int subtask;

  /**
   * @param subtask the one that reports
   */
  public ReleaseEventWriter(RecordCodec<ReleaseEvent> codec, int subtask) {
    this.codec = codec;
    this.subtask = subtask;
  }

  /** The beginning of an event about a release, which took no time unless it is said. */
  public static ReleaseEvent.Builder about(ModelRelease release, ReleaseEventKind kind) {
    return ReleaseEvent.newBuilder()
        .setVersion(release.getVersion())
        .setEpoch(release.getEpoch())
        .setKind(kind)
        .setDurationMs(0);
  }

  /**
   * The record of an event, this subtask and the time filled in.
   *
   * @param now in epoch ms
   */
  public OutputRecord write(ReleaseEvent.Builder event, long now) {
    ReleaseEvent record = event.setSubtask(subtask).setAt(Instant.ofEpochMilli(now)).build();
    return new OutputRecord(
        record.getVersion().getBytes(StandardCharsets.UTF_8), codec.encode(record));
  }
}
