package io.intereststream.job.update;

import io.intereststream.history.ViewerHistory;
import io.intereststream.job.ingest.Watch;

/**
 * A viewer whose history waits to be encoded again, and the event to publish afterwards. The state
 * is ready to be stored, except for the encoder state.
 */
final class QueuedViewer {
  final ViewerState state;

  /** The event that changed the history; null if there is none. */
  Watch cause;

  /** Kafka timestamp of its record, epoch ms; 0 if there is none. */
  long timestamp;

  QueuedViewer(ViewerHistory history) {
    state = new ViewerState(history);
  }
}
