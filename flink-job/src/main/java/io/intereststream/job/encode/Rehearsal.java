package io.intereststream.job.encode;

import io.intereststream.history.Signal;
import io.intereststream.job.history.ViewerState;
import io.intereststream.job.history.Watch;
import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.job.publish.UpdateWriter;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEventKind;

/**
 * Writing for nobody, before the first event, all that only a change of release writes: so often
 * that the JVM has seen it when it compiles how updates are written. What it has not seen it leaves
 * out, and the first time that it comes to pass, in the second after a change in which there is
 * most to do, it throws the compiled code away.
 */
final class Rehearsal {
  private static final int TIMES = 10_000;

  private Rehearsal() {}

  /** Rehearses with a subtask's own writers. */
  static void of(UpdateWriter updates, ReleaseEventWriter events, Release release) {
    Watch watch = new Watch();
    watch.eventId = "none";
    watch.signal = Signal.POSITIVE;
    ViewerState viewer = new ViewerState(1, 0);
    Interests interests = new Interests(release.interests(), release.dimension());
    interests.count(release.interests());
    ModelRelease about =
        ModelRelease.newBuilder()
            .setVersion(release.version())
            .setEpoch(0)
            .setLocation("none")
            .setManifestSha256(release.manifestSha256())
            .build();
    for (int i = 0; i < TIMES; i++) {
      updates.update("nobody", i % 2 == 0 ? watch : null, viewer, interests, release, 0, 0);
      events.write(
          ReleaseEventWriter.about(about, ReleaseEventKind.ACTIVATED).setReplaces("none"), 0);
    }
  }
}
