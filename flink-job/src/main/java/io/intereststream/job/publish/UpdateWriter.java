package io.intereststream.job.publish;

import io.intereststream.history.ViewerHistory;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.Cause;
import io.intereststream.schema.EventOrigin;
import io.intereststream.schema.FloatVector;
import io.intereststream.schema.HistoryStart;
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
   * @param watchTopic name of the topic from which the events come
   */
  public UpdateWriter(RecordCodec<InterestUpdate> codec, String watchTopic) {
    this.codec = codec;
    this.watchTopic = watchTopic;
  }

  /**
   * An update of a viewer.
   *
   * @param history the viewer's history
   * @param interests the viewer's interests; count 0 if the release knows no item of the history
   * @param release the release that computed them
   * @param epoch epoch of the release
   * @param cause why the update is published
   * @param event position of the event that caused it, see {@link #origin}; null for none
   * @param now time of processing in epoch ms
   */
  public OutputRecord update(
      String userId,
      ViewerHistory history,
      Interests interests,
      Release release,
      long epoch,
      Cause cause,
      EventOrigin event,
      long now) {
    FloatVector general =
        interests.count() == 0 || !release.form().general()
            ? FloatVector.EMPTY
            : new FloatVector(interests.general(), 0, interests.dimension());
    InterestUpdate update =
        new InterestUpdate(
            userId,
            history.generation(),
            history.sequence(),
            release.version(),
            vectors(interests),
            general,
            history.entries().size(),
            event,
            start(history),
            Instant.ofEpochMilli(now),
            cause,
            epoch);
    return new OutputRecord(key(userId), codec.encode(update));
  }

  private HistoryStart start(ViewerHistory history) {
    return history.beganPartition() == ViewerHistory.NO_PARTITION
        ? null
        : new HistoryStart(watchTopic, history.beganPartition(), history.beganOffset());
  }

  /**
   * Returns the position of an event on the watch topic.
   *
   * @param eventTime epoch ms
   */
  public EventOrigin origin(String eventId, int partition, long offset, long eventTime) {
    return new EventOrigin(eventId, watchTopic, partition, offset, Instant.ofEpochMilli(eventTime));
  }

  /** Returns the null value that erases a viewer from the topic. */
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
