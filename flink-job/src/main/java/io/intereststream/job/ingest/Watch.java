package io.intereststream.job.ingest;

import io.intereststream.history.Signal;

/**
 * A valid watch event or an erasure, as it is sent to its viewer's subtask: for an event, the item
 * as a fingerprint, and play time and actions as a signal; for both, the position of the record.
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

  /** Whether this is an erasure and not a watch; then only the user id and the position are set. */
  public boolean erase;

  /**
   * Partition of the record: of the watch topic or, for an erasure, of the topic from which it
   * came.
   */
  public int partition;

  /** Offset in the partition. */
  public long offset;
}
