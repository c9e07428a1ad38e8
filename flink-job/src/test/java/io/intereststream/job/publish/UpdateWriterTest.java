package io.intereststream.job.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.history.HistoryRules;
import io.intereststream.history.Signal;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.TestRegistry;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.comirec.ComiRecSaForm;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.Cause;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.EventOrigin;
import io.intereststream.schema.HistoryStart;
import io.intereststream.schema.Interest;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.VectorBytes;
import io.intereststream.schema.VectorFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class UpdateWriterTest {
  private static final long NOW = 1_700_000_000_123L;

  @TempDir private Path folder;
  private TestRegistry registry;
  private Release release;

  private final RecordCodec<InterestUpdate> codec =
      CodecFactory.singleObject(List.of()).create(InterestUpdate.class, "interest-updates");
  private UpdateWriter writer = writer(VectorFormat.FLOAT);

  private UpdateWriter writer(VectorFormat format) {
    return new UpdateWriter(codec, "the-watch-topic", format);
  }

  @BeforeEach
  void publish() throws Exception {
    registry = new TestRegistry(folder);
    release = registry.publish("v1", 10, 100);
  }

  @AfterEach
  void close() {
    release.close();
  }

  /** Categories 2 and 5 of d 3, in arrays with room for one more, and a general interest. */
  private static Interests interests() {
    Interests interests = new Interests(3, 3);
    interests.count(2);
    System.arraycopy(new int[] {2, 5, 9}, 0, interests.categories(), 0, 3);
    System.arraycopy(new float[] {0.25f, 0.75f, 9}, 0, interests.weights(), 0, 3);
    System.arraycopy(new float[] {1, 2, 3, -4, -5, -6, 9, 9, 9}, 0, interests.vectors(), 0, 9);
    System.arraycopy(new float[] {7, 8, 0.5f}, 0, interests.general(), 0, 3);
    return interests;
  }

  /** A history of 17 changes and 4 entries that began at 3@5. */
  private static ViewerHistory history() {
    ViewerHistory history = new ViewerHistory(new HistoryRules(16, 12, 0, 0, 1_000));
    for (int i = 0; i < 17; i++) {
      history.apply(Signal.POSITIVE, i, NOW + i, NOW + i);
      history.noteStart(3, 5 + i);
    }
    return history;
  }

  private InterestUpdate written(Interests interests, Cause cause, EventOrigin event)
      throws Exception {
    OutputRecord record =
        writer.update("u-ä", history(), interests, release, 42, cause, event, NOW);
    assertThat(record.key).isEqualTo("u-ä".getBytes(UTF_8));
    return codec.decode(record.value);
  }

  @Test
  void everyFieldIsWritten() throws Exception {
    EventOrigin origin = writer.origin("e1", 3, 1L << 40, NOW - 9);
    assertThat(written(interests(), Cause.WATCH, origin))
        .isEqualTo(
            InterestUpdate.newBuilder()
                .setUserId("u-ä")
                .setGeneration(1_000L)
                .setSequence(17)
                .setRelease("v1")
                .setInterests(
                    List.of(
                        interest(2, 0.25f, List.of(1f, 2f, 3f)),
                        interest(5, 0.75f, List.of(-4f, -5f, -6f))))
                .setGeneral(List.of(7f, 8f, 0.5f))
                .setHistorySize(4)
                .setEvent(
                    EventOrigin.newBuilder()
                        .setEventId("e1")
                        .setTopic("the-watch-topic")
                        .setPartition(3)
                        .setOffset(1L << 40)
                        .setEventTime(Instant.ofEpochMilli(NOW - 9))
                        .build())
                .setBegan(new HistoryStart("the-watch-topic", 3, 5L))
                .setProcessedAt(Instant.ofEpochMilli(NOW))
                .setCause(Cause.WATCH)
                .setReleaseEpoch(42)
                .build());
  }

  private static Interest interest(int category, float weight, List<Float> vector) {
    return Interest.newBuilder().setCategory(category).setWeight(weight).setVector(vector).build();
  }

  @ParameterizedTest
  @CsvSource({"FP16, 2, 0", "INT8, 1, 0.0629921"})
  void packedVectorsAreBytesAndAScaleEach(VectorFormat format, int bytes, float scaleOf8)
      throws Exception {
    writer = writer(format);
    InterestUpdate update = written(interests(), Cause.WATCH, null);
    assertThat(update.getVectorFormat()).isEqualTo(format);
    assertThat(update.getGeneral()).isEmpty();
    assertThat(update.getGeneralBytes().remaining()).isEqualTo(3 * bytes);
    assertThat(update.getGeneralScale()).isCloseTo(scaleOf8, within(1e-6f));
    assertNear(VectorBytes.general(update), 7, 8, 0.5f);
    assertThat(update.getInterests())
        .extracting(Interest::getCategory, Interest::getWeight)
        .containsExactly(tuple(2, 0.25f), tuple(5, 0.75f));
    for (Interest interest : update.getInterests()) {
      assertThat(interest.getVector()).isEmpty();
      assertThat(interest.getVectorBytes().remaining()).isEqualTo(3 * bytes);
    }
    assertNear(VectorBytes.vector(update, update.getInterests().get(0)), 1, 2, 3);
    assertNear(VectorBytes.vector(update, update.getInterests().get(1)), -4, -5, -6);
  }

  /** To half a step of INT8. */
  private static void assertNear(List<Float> vector, float... expected) {
    float largest = 0;
    for (float component : expected) {
      largest = Math.max(largest, Math.abs(component));
    }
    assertThat(vector).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(vector.get(i)).isCloseTo(expected[i], within(largest / 127 / 2 + 1e-6f));
    }
  }

  /** A writer uses its bytes again: what it wrote for one viewer is not in another's update. */
  @ParameterizedTest
  @EnumSource(names = {"FP16", "INT8"})
  void packedVectorsOfOneUpdateAreNotInTheNext(VectorFormat format) throws Exception {
    writer = writer(format);
    OutputRecord first =
        writer.update("u", history(), interests(), release, 1, Cause.WATCH, null, NOW);
    Interests one = interests();
    one.count(1);
    one.vectors()[0] = -3;
    InterestUpdate second = written(one, Cause.WATCH, null);
    assertThat(second.getInterests()).hasSize(1);
    assertNear(VectorBytes.vector(second, second.getInterests().get(0)), -3, 2, 3);
    assertNear(VectorBytes.general(second), 7, 8, 0.5f);
    InterestUpdate before = codec.decode(first.value);
    assertNear(VectorBytes.vector(before, before.getInterests().get(0)), 1, 2, 3);
  }

  @ParameterizedTest
  @EnumSource
  void anUpdateThatNoEventCausedNamesNone(Cause cause) throws Exception {
    InterestUpdate update = written(interests(), cause, null);
    assertThat(update.getEvent()).isNull();
    assertThat(update.getCause()).isEqualTo(cause);
    assertThat(update.getInterests()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "OTHER")
  void whereTheReleaseKnowsNothingOfTheHistoryThereIsNoVectorAtAll(VectorFormat format)
      throws Exception {
    writer = writer(format);
    Interests none = interests();
    none.count(0);
    InterestUpdate update = written(none, Cause.RELEASE, null);
    assertThat(update.getInterests()).isEmpty();
    assertThat(update.getGeneral()).isEmpty();
    assertThat(update.getGeneralBytes().remaining()).isZero();
    assertThat(update.getGeneralScale()).isZero();
    assertThat(update.getHistorySize()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "OTHER")
  void aReleaseWithoutAGeneralInterestPublishesNone(VectorFormat format) throws Exception {
    writer = writer(format);
    release.close();
    release = registry.publish("v2", 10, 100, new ComiRecSaForm());
    assertThat(release.form().general()).isFalse();
    InterestUpdate update = written(interests(), Cause.WATCH, null);
    assertThat(VectorBytes.general(update)).isEmpty();
    assertThat(update.getInterests()).hasSize(2);
    assertThat(update.getRelease()).isEqualTo("v2");
  }

  @Test
  void aRecordDoesNotChangeWithTheInterestsThatItWasWrittenFrom() throws Exception {
    Interests interests = interests();
    OutputRecord record =
        writer.update("u", history(), interests, release, 1, Cause.WATCH, null, NOW);
    interests.vectors()[0] = 100;
    interests.general()[0] = 100;
    InterestUpdate update = codec.decode(record.value);
    assertThat(update.getInterests().get(0).getVector()).containsExactly(1f, 2f, 3f);
    assertThat(update.getGeneral()).containsExactly(7f, 8f, 0.5f);
  }

  @Test
  void anErasureIsANullValueUnderTheViewersKey() {
    OutputRecord record = UpdateWriter.erasure("u-ä");
    assertThat(record.key).isEqualTo("u-ä".getBytes(UTF_8));
    assertThat(record.value).isNull();
  }
}
