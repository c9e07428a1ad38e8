package io.intereststream.job.update;

import io.intereststream.history.HistoryChange;
import io.intereststream.schema.ReleaseEventKind;

/** Counters and measurements of a subtask. */
interface UpdateMetrics {
  /** Counts what an event did to a history. */
  void count(HistoryChange change);

  /** Counts an erasure. */
  void countErasure();

  /** Counts a viewer who was deleted after the time to live. */
  void countExpiry();

  /** Counts a viewer whose events come from more than one partition. */
  void countSeveralPartitions();

  /** Counts an event whose update is published later. */
  void countHeld();

  /** Counts a viewer who was re-embedded. */
  void countReembedded();

  /** Counts an activation or a rejection of a release. */
  void count(ReleaseEventKind kind);

  /** Records the size of a viewer's stored state. */
  void measureState(int bytes);

  /** Records the time from an event's Kafka timestamp to its update. */
  void measureLatency(long ms);
}
