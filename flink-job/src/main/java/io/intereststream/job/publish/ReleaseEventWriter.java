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

  public ReleaseEventWriter(RecordCodec<ReleaseEvent> codec) {
    this.codec = codec;
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
   * The event, complete.
   *
   * @param subtask the one that reports; -1 for the job
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
