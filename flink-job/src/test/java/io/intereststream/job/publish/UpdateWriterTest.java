package io.intereststream.job.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpdateWriterTest {
  private static final long NOW = 1_700_000_000_123L;

  @TempDir private Path folder;
  private TestRegistry registry;
  private Release release;

  private final RecordCodec<InterestUpdate> codec =
      CodecFactory.singleObject(List.of()).create(InterestUpdate.class, "interest-updates");
  private final UpdateWriter writer = new UpdateWriter(codec, "the-watch-topic");

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
                        new Interest(2, 0.25f, List.of(1f, 2f, 3f)),
                        new Interest(5, 0.75f, List.of(-4f, -5f, -6f))))
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

  @ParameterizedTest
  @EnumSource
  void anUpdateThatNoEventCausedNamesNone(Cause cause) throws Exception {
    InterestUpdate update = written(interests(), cause, null);
    assertThat(update.getEvent()).isNull();
    assertThat(update.getCause()).isEqualTo(cause);
    assertThat(update.getInterests()).hasSize(2);
  }

  @Test
  void whereTheReleaseKnowsNothingOfTheHistoryThereIsNoVectorAtAll() throws Exception {
    Interests none = interests();
    none.count(0);
    InterestUpdate update = written(none, Cause.RELEASE, null);
    assertThat(update.getInterests()).isEmpty();
    assertThat(update.getGeneral()).isEmpty();
    assertThat(update.getHistorySize()).isEqualTo(4);
  }

  @Test
  void aReleaseWithoutAGeneralInterestPublishesNone() throws Exception {
    release.close();
    release = registry.publish("v2", 10, 100, new ComiRecSaForm());
    assertThat(release.form().general()).isFalse();
    InterestUpdate update = written(interests(), Cause.WATCH, null);
    assertThat(update.getGeneral()).isEmpty();
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
