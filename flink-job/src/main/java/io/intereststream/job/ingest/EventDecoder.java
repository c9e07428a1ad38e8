package io.intereststream.job.ingest;

import io.intereststream.history.EventFault;
import io.intereststream.history.EventRules;
import io.intereststream.history.EventTime;
import io.intereststream.history.InvalidEventException;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.MappedEvent;
import io.intereststream.history.PlayTime;
import io.intereststream.history.SignalPolicy;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.WatchEvent;

/**
 * Turns a record of the watch topic into a valid {@link Watch}, or throws an exception with the
 * reason. It maps the value to an event, and then applies rules 1 and 2.
 *
 * <p>Rejected: a null value, bytes that are not an event, ids that {@link EventRules} rejects,
 * times that {@link EventTime} rejects. Corrected: event times (see {@link EventTime}), and play
 * times and durations out of range (see {@link PlayTime}). The result depends only on the record.
 *
 * <p>Not thread-safe.
 */
public final class EventDecoder {
  private final EventMapper mapper;
  private final SignalPolicy policy;
  private final long toleranceMs;
  private final int longestId;
  private boolean correctedPlay;
  private boolean correctedTime;

  /**
   * @param toleranceMs how far an event time may be after the Kafka timestamp, in ms
   * @param longestId maximum number of characters of an id
   */
  public EventDecoder(
      RecordCodec<WatchEvent> codec, SignalPolicy policy, long toleranceMs, int longestId) {
    this.mapper = new WatchEventMapper(codec);
    this.policy = policy;
    this.toleranceMs = toleranceMs;
    this.longestId = longestId;
  }

  /**
   * Decodes and checks one record.
   *
   * @param value the record's value, or null
   * @param timestamp the record's Kafka timestamp in epoch ms, negative if it has none
   */
  public Watch decode(byte[] value, int partition, long offset, long timestamp)
      throws InvalidEventException, RecordDecodeException {
    if (value == null) {
      throw new InvalidEventException(
          EventFault.NULL_VALUE, "value: null (expected: a WatchEvent)");
    }
    return apply(mapper.map(value), partition, offset, timestamp);
  }

  /**
   * Applies the rules of single events.
   *
   * @param timestamp the record's Kafka timestamp in epoch ms, negative when it has none
   */
  Watch apply(MappedEvent event, int partition, long offset, long timestamp)
      throws InvalidEventException {
    Watch watch = new Watch();
    watch.eventId = EventRules.checkId("event_id", event.eventId(), longestId);
    watch.userId = EventRules.checkId("user_id", event.userId(), longestId);
    watch.item = ItemFingerprint.of(EventRules.checkId("item_id", event.itemId(), longestId));
    EventTime time = EventTime.of(event.eventTime(), timestamp, toleranceMs);
    watch.eventTime = time.millis();
    correctedTime = time.corrected();
    watch.partition = partition;
    watch.offset = offset;
    PlayTime play = PlayTime.of(event.watchMs(), event.durationMs());
    correctedPlay = play.corrected();
    watch.signal = policy.signal(play.watchMs(), play.durationMs(), event.actions());
    return watch;
  }

  /** Whether the play time or duration of the last decoded event was corrected. */
  boolean correctedPlay() {
    return correctedPlay;
  }

  /** Whether the time of the last decoded event was corrected. */
  boolean correctedTime() {
    return correctedTime;
  }
}
