package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.rules.Outcome;
import java.util.EnumMap;
import java.util.Map;

/** Counts what the audit found. */
public final class Tally {
  private final Map<NotChecked, Long> notChecked = new EnumMap<>(NotChecked.class);
  private final long[] outcomes = new long[Outcome.values().length];
  private long viewers;
  private long erased;
  private long expired;
  private long repeatedUpdates;

  void outcome(Outcome outcome) {
    outcomes[outcome.ordinal()]++;
  }

  void checked() {
    viewers++;
  }

  void erased() {
    viewers++;
    erased++;
  }

  void expired() {
    viewers++;
    expired++;
  }

  void notChecked(NotChecked reason) {
    notChecked.merge(reason, 1L, Long::sum);
  }

  void repeatedUpdates(long count) {
    repeatedUpdates += count;
  }

  /** Number of checked viewers, including those who must have no update. */
  public long viewers() {
    return viewers;
  }

  /** Number of viewers who have no update because they were erased. */
  public long erasedViewers() {
    return erased;
  }

  /** Number of viewers who have no update because their history has expired. */
  public long expiredViewers() {
    return expired;
  }

  /** Events with an outcome. */
  public long events(Outcome outcome) {
    return outcomes[outcome.ordinal()];
  }

  public long repeatedUpdates() {
    return repeatedUpdates;
  }

  /** Viewers that were not checked, by reason. */
  public Map<NotChecked, Long> notChecked() {
    return notChecked;
  }
}
