package io.intereststream.deploy.bench.encoder;

import io.intereststream.schema.Cause;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.EventOrigin;
import io.intereststream.schema.FloatVector;
import io.intereststream.schema.HistoryStart;
import io.intereststream.schema.Interest;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.WatchEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Benchmark of encoding and decoding a watch event and an update with 8 interests of dimension 64.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork
public class CodecBenchmark {
  private static final int DIMENSION = 64;

  private final CodecFactory codecs = CodecFactory.singleObject(List.of());
  private final RecordCodec<WatchEvent> events = codecs.create(WatchEvent.class, "watch-events");
  private final RecordCodec<InterestUpdate> updates =
      codecs.create(InterestUpdate.class, "interest-updates");
  private WatchEvent event;
  private InterestUpdate update;
  private byte[] eventBytes;
  private byte[] updateBytes;

  /** Creates an event and an update. */
  @Setup
  public void prepare() {
    Instant time = Instant.parse("2026-01-01T00:00:00Z");
    event =
        WatchEvent.newBuilder()
            .setEventId("event-1234567")
            .setUserId("viewer-12345")
            .setItemId("item-123456")
            .setEventTime(time)
            .setWatchMs(20_000)
            .setDurationMs(18_000L)
            .build();
    eventBytes = events.encode(event);
    SplittableRandom random = new SplittableRandom(1);
    List<Interest> interests = new ArrayList<>();
    for (int l = 0; l < 8; l++) {
      interests.add(
          Interest.newBuilder().setCategory(l).setWeight(0.125f).setVector(vector(random)).build());
    }
    update =
        InterestUpdate.newBuilder()
            .setUserId(event.getUserId())
            .setGeneration(time.toEpochMilli())
            .setSequence(90)
            .setRelease("random")
            .setInterests(interests)
            .setGeneral(vector(random))
            .setHistorySize(90)
            .setEvent(new EventOrigin(event.getEventId(), "watch-events", 1, 123_456L, time))
            .setBegan(new HistoryStart("watch-events", 1, 1_234L))
            .setProcessedAt(time)
            .setCause(Cause.WATCH)
            .setReleaseEpoch(1)
            .build();
    updateBytes = updates.encode(update);
  }

  private static FloatVector vector(SplittableRandom random) {
    float[] values = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      values[i] = (float) random.nextDouble();
    }
    return new FloatVector(values, 0, DIMENSION);
  }

  /** As a producer of events does. */
  @Benchmark
  public byte[] encodeEvent() {
    return events.encode(event);
  }

  /** As the job does for each event. */
  @Benchmark
  public WatchEvent decodeEvent() throws RecordDecodeException {
    return events.decode(eventBytes);
  }

  /** As the job does for each update. */
  @Benchmark
  public byte[] encodeUpdate() {
    return updates.encode(update);
  }

  /** As a reader of updates does. */
  @Benchmark
  public InterestUpdate decodeUpdate() throws RecordDecodeException {
    return updates.decode(updateBytes);
  }
}
