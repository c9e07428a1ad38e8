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
import io.intereststream.schema.VectorBytes;
import io.intereststream.schema.VectorFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes interest updates, and erasures, as records of the update topic. Not thread-safe. */
public final class UpdateWriter {

  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private final RecordCodec<InterestUpdate> codec;
  private final String watchTopic;
  private final VectorFormat format;

  /** The packed vectors of the update that is being written, the general interest last. */
  private byte[] packed = new byte[0];

  /**
   * @param watchTopic name of the topic from which the events come
   * @param format how the vectors are written; not {@link VectorFormat#OTHER}
   */
  public UpdateWriter(RecordCodec<InterestUpdate> codec, String watchTopic, VectorFormat format) {
    this.codec = codec;
    this.watchTopic = watchTopic;
    this.format = format;
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
    boolean hasGeneral = interests.count() > 0 && release.form().general();
    int length = hasGeneral ? interests.dimension() : 0;
    reserve(interests.count() + 1, interests.dimension());
    ByteBuffer generalBytes = bytes(interests.count(), length);
    InterestUpdate update =
        new InterestUpdate(
            userId,
            history.generation(),
            history.sequence(),
            release.version(),
            format,
            vectors(interests),
            floats(interests.general(), 0, length),
            generalBytes,
            pack(interests.general(), 0, length, generalBytes),
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

  private List<Interest> vectors(Interests interests) {
    int dimension = interests.dimension();
    List<Interest> list = new ArrayList<>(interests.count());
    for (int i = 0; i < interests.count(); i++) {
      ByteBuffer bytes = bytes(i, dimension);
      list.add(
          new Interest(
              interests.categories()[i],
              interests.weights()[i],
              floats(interests.vectors(), i * dimension, dimension),
              bytes,
              pack(interests.vectors(), i * dimension, dimension, bytes)));
    }
    return list;
  }

  private void reserve(int vectors, int dimension) {
    int size = vectors * VectorBytes.size(format, dimension);
    if (packed.length < size) {
      packed = new byte[size];
    }
  }

  private FloatVector floats(float[] vectors, int from, int length) {
    return format == VectorFormat.FLOAT && length > 0
        ? new FloatVector(vectors, from, length)
        : FloatVector.EMPTY;
  }

  /** The place of a vector's bytes; empty for {@link VectorFormat#FLOAT}. */
  private ByteBuffer bytes(int number, int length) {
    int size = VectorBytes.size(format, length);
    return size == 0 ? NO_BYTES : ByteBuffer.wrap(packed, number * size, size);
  }

  /** Packs a vector and returns its scale. */
  private float pack(float[] vectors, int from, int length, ByteBuffer into) {
    return into.hasRemaining()
        ? VectorBytes.pack(format, vectors, from, length, packed, into.position())
        : 0;
  }
}
