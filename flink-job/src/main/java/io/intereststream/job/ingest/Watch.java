package io.intereststream.job.ingest;

import io.intereststream.history.Signal;

/**
 * A valid watch event as it is sent to its viewer's subtask: the item as a fingerprint, play time
 * and actions as a signal, and the position on the watch topic.
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

  /** Partition of the watch topic. */
  public int partition;

  /** Offset in the partition. */
  public long offset;
}
