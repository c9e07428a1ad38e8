package io.intereststream.job.ingest;

import io.intereststream.job.history.SignalPolicy;
import io.intereststream.job.history.Watch;
import io.intereststream.model.release.ItemFingerprint;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.WatchEvent;
import java.util.concurrent.TimeUnit;

/**
 * Turns a record of the watch topic into a valid {@link Watch}, or says why it is none.
 *
 * <p>Refused: a null value, bytes that the codec does not understand, an empty id or one longer
 * than {@value #MAX_ID_LENGTH} characters, an event time before 1970 or more than {@value
 * #MAX_HOURS_AHEAD} h after the record's own Kafka timestamp. Corrected: a play time below 0 or
 * over {@value #MAX_HOURS_LONG} h counts as 0, a duration below 1 ms or over {@value
 * #MAX_HOURS_LONG} h as unknown. What becomes of a record depends on the record alone, so the audit
 * decides as the job did.
 *
 * <p>Not thread-safe.
 */
public final class EventDecoder {
  static final int MAX_ID_LENGTH = 512;
  static final int MAX_HOURS_AHEAD = 24;
  static final int MAX_HOURS_LONG = 24;

  private static final long MAX_AHEAD_MS = TimeUnit.HOURS.toMillis(MAX_HOURS_AHEAD);
  private static final long MAX_LONG_MS = TimeUnit.HOURS.toMillis(MAX_HOURS_LONG);

  private final RecordCodec<WatchEvent> codec;
  private final SignalPolicy policy;

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
    watch.eventId = checkId("event_id", event.getEventId());
    watch.userId = checkId("user_id", event.getUserId());
    watch.item = ItemFingerprint.of(checkId("item_id", event.getItemId()));
    watch.eventTime = checkTime(event.getEventTime().toEpochMilli(), timestamp);
    watch.partition = partition;
    watch.offset = offset;

    long watchMs = event.getWatchMs();
    if (watchMs < 0 || watchMs > MAX_LONG_MS) {
      watchMs = 0;
      watch.corrected = true;
    }
    Long durationMs = event.getDurationMs();
    if (durationMs != null && (durationMs < 1 || durationMs > MAX_LONG_MS)) {
      durationMs = null;
      watch.corrected = true;
    }
    watch.signal = policy.signal(watchMs, durationMs, event.getActions());
    return watch;
  }

  private static String checkId(String field, String id) throws InvalidEventException {
    if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
      throw new InvalidEventException(
          field + ": " + id.length() + " characters (expected: 1 to " + MAX_ID_LENGTH + ")");
    }
    return id;
  }

  private static long checkTime(long eventTime, long timestamp) throws InvalidEventException {
    if (eventTime < 0) {
      throw new InvalidEventException(
          "event_time: " + eventTime + " ms (expected: 1970 or later, 0 or more)");
    }
    if (timestamp >= 0 && eventTime - MAX_AHEAD_MS > timestamp) {
      throw new InvalidEventException(
          "event_time: "
              + eventTime
              + " ms (expected: at most "
              + MAX_HOURS_AHEAD
              + " h after the record's timestamp, "
              + timestamp
              + " ms)");
    }
    return eventTime;
  }
}
