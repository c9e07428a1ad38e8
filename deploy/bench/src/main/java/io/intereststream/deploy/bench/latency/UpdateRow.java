package io.intereststream.deploy.bench.latency;

/**
 * What is kept of an update. Times are in epoch ms.
 *
 * @param dueAt event time of the event that caused the update, which is the time at which a
 *     benchmark's event was due; {@link #NO_EVENT} if no event caused it
 * @param madeAt when the job computed it
 * @param arrivedAt when the reader had it
 * @param keyGroup Flink's key group of the viewer
 * @param epoch of the release
 */
public record UpdateRow(long dueAt, long madeAt, long arrivedAt, int keyGroup, long epoch) {
  /** No event; later than any event. */
  public static final long NO_EVENT = Long.MAX_VALUE;

  /** Time from when the event was due until the update arrived, in ms. */
  public long latencyMs() {
    return arrivedAt - dueAt;
  }

  /** Whether an event caused the update. */
  public boolean hasEvent() {
    return dueAt != NO_EVENT;
  }
}
