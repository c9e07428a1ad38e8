package io.intereststream.job.update;

import io.intereststream.history.HistoryChange;
import io.intereststream.schema.ReleaseEventKind;

/** What the updates of a subtask are counted and measured by. */
interface UpdateMetrics {
  /** Counts what an event did to a history. */
  void count(HistoryChange change);

  /** Counts a viewer who was forgotten. */
  void countErasure();

  /** Counts an event whose update is published later. */
  void countHeld();

  /** Counts a viewer who got vectors of another release without an event. */
  void countReembedded();

  /** Counts what became of a release that was announced to be activated. */
  void count(ReleaseEventKind kind);

  /** Takes the size of a viewer's stored state. */
  void measureState(int bytes);

  /** Takes the time from an event's Kafka timestamp to its update. */
  void measureLatency(long ms);
}
