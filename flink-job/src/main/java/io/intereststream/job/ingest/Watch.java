package io.intereststream.job.ingest;

import io.intereststream.history.Signal;

/**
 * A valid watch event as it travels to its viewer's history: the item as fingerprint, the play time
 * and actions as the signal that they are, and where on the watch topic it came from.
 *
 * <p>A plain object with public fields, as Flink's POJO serializer wants it.
 */
public final class Watch {
  public String userId;
  public String eventId;

  /** Fingerprint of the item id. */
  public long item;

  /** Event time in epoch ms. */
  public long eventTime;

  public Signal signal;

  /** Whether a play time or duration out of range was corrected; see the event decoder. */
  public boolean corrected;

  /** Partition of the watch topic. */
  public int partition;

  /** Offset in the partition. */
  public long offset;
}
