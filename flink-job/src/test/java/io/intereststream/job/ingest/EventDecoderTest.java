package io.intereststream.job.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.history.Action;
import io.intereststream.history.InvalidEventException;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.Signal;
import io.intereststream.history.SignalPolicy;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventDecoderTest {
  private static final long NOW = 1_700_000_000_000L;

  private final RecordCodec<WatchEvent> codec =
      CodecFactory.singleObject(List.of()).create(WatchEvent.class, "watch-events");
  private final EventDecoder decoder =
      new EventDecoder(codec, new SignalPolicy(18_000, List.of(Action.LIKE)), 300_000, 512);

  private static WatchEvent.Builder event() {
    return WatchEvent.newBuilder()
        .setEventId("e1")
        .setUserId("u1")
        .setItemId("i1")
        .setEventTime(Instant.ofEpochMilli(NOW))
        .setWatchMs(20_000)
        .setDurationMs(30_000L);
  }

  private Watch decode(WatchEvent.Builder event) throws Exception {
    return decoder.decode(codec.encode(event.build()), 3, 42, NOW);
  }

  @Test
  void aValidEventKeepsWhatTheHistoryNeeds() throws Exception {
    Watch watch = decode(event());
    assertThat(watch.userId).isEqualTo("u1");
    assertThat(watch.eventId).isEqualTo("e1");
    assertThat(watch.item).isEqualTo(ItemFingerprint.of("i1"));
    assertThat(watch.eventTime).isEqualTo(NOW);
    assertThat(watch.signal).isEqualTo(Signal.POSITIVE);
    assertThat(decoder.correctedPlay()).isFalse();
    assertThat(watch.partition).isEqualTo(3);
    assertThat(watch.offset).isEqualTo(42);
  }

  @Test
  void everyActionOfTheSchemaIsOneOfThePolicy() {
    assertThat(Action.values())
        .extracting(Enum::name)
        .containsExactlyElementsOf(
            Arrays.stream(io.intereststream.schema.Action.values()).map(Enum::name).toList());
  }

  @Test
  void aNullValueIsRejected() {
    assertThatThrownBy(() -> decoder.decode(null, 0, 0, NOW))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("value: null (expected: a WatchEvent)");
  }

  @Test
  void emptyAndHugeIdsAreRejectedByName() {
    assertThatThrownBy(() -> decode(event().setUserId("")))
        .hasMessage("user_id: 0 characters (expected: 1 to 512)");
    assertThatThrownBy(() -> decode(event().setEventId("")))
        .hasMessage("event_id: 0 characters (expected: 1 to 512)");
    assertThatThrownBy(() -> decode(event().setItemId("x".repeat(1 << 20))))
        .hasMessage("item_id: 1048576 characters (expected: 1 to 512)");
  }

  @Test
  void aTimeThatCannotBeIsRejected() {
    assertThatThrownBy(() -> decode(event().setEventTime(Instant.ofEpochMilli(-1))))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageStartingWith("event_time: -1 ms (");
  }

  @Test
  void aTimeThatIsAheadBecomesTheKafkaTimestampAndIsCounted() throws Exception {
    assertThat(decode(event().setEventTime(Instant.ofEpochMilli(NOW + 300_000))).eventTime)
        .isEqualTo(NOW + 300_000);
    assertThat(decoder.correctedTime()).isFalse();
    assertThat(decode(event().setEventTime(Instant.ofEpochMilli(NOW + 300_001))).eventTime)
        .isEqualTo(NOW);
    assertThat(decoder.correctedTime()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // watch, duration, signal: what cannot be counts as not watched, or as of unknown length
    "-5, 30000, NEUTRAL",
    "9223372036854775807, 30000, NEUTRAL",
    "20000, -1, NEUTRAL",
    "20000, 0, NEUTRAL",
    "20000, 9223372036854775807, NEUTRAL"
  })
  void playTimesAndDurationsThatCannotBeAreCorrected(long watchMs, Long durationMs, Signal signal)
      throws Exception {
    Watch watch = decode(event().setWatchMs(watchMs).setDurationMs(durationMs));
    assertThat(decoder.correctedPlay()).isTrue();
    assertThat(watch.signal).isEqualTo(signal);
  }
}
