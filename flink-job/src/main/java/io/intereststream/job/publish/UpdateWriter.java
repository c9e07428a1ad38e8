package io.intereststream.job.publish;

import io.intereststream.history.Signal;
import io.intereststream.job.history.ViewerState;
import io.intereststream.job.history.Watch;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.Cause;
import io.intereststream.schema.EventOrigin;
import io.intereststream.schema.FloatVector;
import io.intereststream.schema.Interest;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes interest updates, and erasures, as records of the update topic. Not thread-safe. */
public final class UpdateWriter {

  private final RecordCodec<InterestUpdate> codec;
  private final String watchTopic;

  /**
   * @param watchTopic name of the topic that the events come from, for their provenance
   */
  public UpdateWriter(RecordCodec<InterestUpdate> codec, String watchTopic) {
    this.codec = codec;
    this.watchTopic = watchTopic;
  }

  /**
   * An update of a viewer.
   *
   * @param watch the event that caused it; null for another release
   * @param state the viewer's state after the event, its sequence number being the update's
   * @param interests the viewer's interests, count 0 when the release knows nothing of the history
   * @param release the one that computed them
   * @param epoch under which the release is in force
   * @param now time of processing in epoch ms
   */
  public OutputRecord update(
      String userId,
      Watch watch,
      ViewerState state,
      Interests interests,
      Release release,
      long epoch,
      long now) {
    FloatVector general =
        interests.count() == 0 || !release.form().general()
            ? FloatVector.EMPTY
            : new FloatVector(interests.general(), 0, interests.dimension());
    InterestUpdate update =
        new InterestUpdate(
            userId,
            state.sequence(),
            release.version(),
            vectors(interests),
            general,
            state.history().size(),
            watch == null ? null : origin(watch),
            Instant.ofEpochMilli(now),
            cause(watch),
            epoch);
    return new OutputRecord(key(userId), codec.encode(update));
  }

  private EventOrigin origin(Watch watch) {
    return new EventOrigin(
        watch.eventId,
        watchTopic,
        watch.partition,
        watch.offset,
        Instant.ofEpochMilli(watch.eventTime));
  }

  private static Cause cause(Watch watch) {
    if (watch == null) {
      return Cause.RELEASE;
    }
    return watch.signal == Signal.NEGATIVE ? Cause.HIDE : Cause.WATCH;
  }

  /** The null value by which a viewer who is forgotten leaves the topic. */
  public static OutputRecord erasure(String userId) {
    return new OutputRecord(key(userId), null);
  }

  private static byte[] key(String userId) {
    return userId.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Interest> vectors(Interests interests) {
    int dimension = interests.dimension();
    List<Interest> list = new ArrayList<>(interests.count());
    for (int i = 0; i < interests.count(); i++) {
      list.add(
          new Interest(
              interests.categories()[i],
              interests.weights()[i],
              new FloatVector(interests.vectors(), i * dimension, dimension)));
    }
    return list;
  }
}
