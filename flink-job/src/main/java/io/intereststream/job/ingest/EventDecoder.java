package io.intereststream.job.ingest;

import io.intereststream.history.Action;
import io.intereststream.history.EventRules;
import io.intereststream.history.InvalidEventException;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.PlayTime;
import io.intereststream.history.SignalPolicy;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.WatchEvent;
import java.util.List;

/**
 * Turns a record of the watch topic into a valid {@link Watch}, or throws with the reason.
 *
 * <p>Rejected: a null value, bytes that the codec does not understand, and what {@link EventRules}
 * rejects. Corrected: values out of range of {@link PlayTime}. The outcome depends on the record
 * alone, so the audit decides as the job did.
 *
 * <p>Not thread-safe.
 */
public final class EventDecoder {
  private final RecordCodec<WatchEvent> codec;
  private final SignalPolicy policy;
  private boolean corrected;

  public EventDecoder(RecordCodec<WatchEvent> codec, SignalPolicy policy) {
    this.codec = codec;
    this.policy = policy;
  }

  /**
   * Decodes and checks one record.
   *
   * @param value the record's value, or null
   * @param timestamp the record's Kafka timestamp in epoch ms, negative when it has none
   */
  public Watch decode(byte[] value, int partition, long offset, long timestamp)
      throws InvalidEventException, RecordDecodeException {
    if (value == null) {
      throw new InvalidEventException("value: null (expected: a WatchEvent)");
    }
    WatchEvent event = codec.decode(value);
    Watch watch = new Watch();
    watch.eventId = EventRules.checkId("event_id", event.getEventId());
    watch.userId = EventRules.checkId("user_id", event.getUserId());
    watch.item = ItemFingerprint.of(EventRules.checkId("item_id", event.getItemId()));
    watch.eventTime = EventRules.checkTime(event.getEventTime().toEpochMilli(), timestamp);
    watch.partition = partition;
    watch.offset = offset;

    PlayTime play = PlayTime.of(event.getWatchMs(), event.getDurationMs());
    corrected = play.corrected();
    watch.signal = policy.signal(play.watchMs(), play.durationMs(), actions(event.getActions()));
    return watch;
  }

  /** Whether a play time or duration of the event decoded last was out of range. */
  boolean corrected() {
    return corrected;
  }

  /** Returns the actions as the signal policy knows them. */
  private static List<Action> actions(List<io.intereststream.schema.Action> recorded) {
    if (recorded.isEmpty()) {
      return List.of();
    }
    return recorded.stream().map(action -> Action.valueOf(action.name())).toList();
  }
}
