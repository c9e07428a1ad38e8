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
      new EventDecoder(codec, new SignalPolicy(18_000, List.of(Action.LIKE)));

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
    assertThat(decoder.corrected()).isFalse();
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

  @ParameterizedTest
  @CsvSource({"-1", "-9223372036854775808", "9223372036854775807", "1700086400001"})
  void timesThatCannotBeAreRejected(long time) {
    assertThatThrownBy(() -> decode(event().setEventTime(Instant.ofEpochMilli(time))))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageStartingWith("event_time: " + time + " ms (expected: ");
  }

  @Test
  void timesAtTheLimitsAreAccepted() throws Exception {
    assertThat(decode(event().setEventTime(Instant.EPOCH)).eventTime).isZero();
    assertThat(decode(event().setEventTime(Instant.ofEpochMilli(NOW + 86_400_000))).eventTime)
        .isEqualTo(NOW + 86_400_000);
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
    assertThat(decoder.corrected()).isTrue();
    assertThat(watch.signal).isEqualTo(signal);
  }
}
