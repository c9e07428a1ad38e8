package io.intereststream.deploy.audit.rules;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Rules 1 and 2: the signal of an event, and its time. */
public final class EventJudge {
  /** 2005-01-01T00:00Z. */
  private static final long OLDEST = 1_104_537_600_000L;

  private static final long MOST_AHEAD = TimeUnit.DAYS.toMillis(7);
  private static final long LONGEST = TimeUnit.DAYS.toMillis(1);

  private final RuleSettings settings;

  public EventJudge(RuleSettings settings) {
    this.settings = settings;
  }

  /** Returns the fingerprint of an item: XXH3, 64 bits, seed 0, of the id's UTF-8 bytes. */
  public static long fingerprint(String itemId) {
    return Hashing.xxh3_64().hashBytesToLong(itemId.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Judges an event.
   *
   * @param timestamp Kafka timestamp of its record in epoch ms; negative if there is none
   */
  public JudgedEvent judge(WatchedItem event, long timestamp) {
    long time = event.eventTime();
    if (timestamp < 0) {
      return JudgedEvent.invalid("no Kafka timestamp, event time " + time + " ms");
    }
    if (time < OLDEST) {
      return JudgedEvent.invalid("event time " + time + " ms is before 2005");
    }
    if (time - timestamp > MOST_AHEAD) {
      return JudgedEvent.invalid(
          "event time %d ms is more than 7 days after the Kafka timestamp, %d ms"
              .formatted(time, timestamp));
    }
    long corrected = time - timestamp > settings.toleranceMs() ? timestamp : time;
    return new JudgedEvent(kind(event), new Pair(corrected, fingerprint(event.itemId())), null);
  }

  private JudgedEvent.Kind kind(WatchedItem event) {
    if (event.actions().stream().anyMatch(settings.negativeActions()::contains)) {
      return JudgedEvent.Kind.NEGATIVE;
    }
    boolean positive =
        isLongView(event)
            || event.actions().stream().anyMatch(settings.positiveActions()::contains);
    return positive ? JudgedEvent.Kind.POSITIVE : JudgedEvent.Kind.NEUTRAL;
  }

  private boolean isLongView(WatchedItem event) {
    long watched = event.watchMs() < 0 || event.watchMs() > LONGEST ? 0 : event.watchMs();
    Long duration = event.durationMs();
    boolean known = duration != null && duration > 0 && duration <= LONGEST;
    return known && (watched >= duration || watched >= settings.longViewMs());
  }
}
