package io.intereststream.job.ingest;

import io.intereststream.history.Signal;

/**
 * A valid watch event on its way to its viewer's history: the item as fingerprint, play time and
 * actions as a signal, and the position on the watch topic.
 *
 * <p>A plain object with public fields, as Flink's POJO serializer requires.
 */
public final class Watch {
  public String userId;
  public String eventId;

  /** Fingerprint of the item id. */
  public long item;

  /** Event time in epoch ms, corrected by rule 2. */
  public long eventTime;

  public Signal signal;

  /** Whether this is no watch but the erasure of the viewer; then only the user id is set. */
  public boolean erase;

  /** Partition of the watch topic. */
  public int partition;

  /** Offset in the partition. */
  public long offset;
}
