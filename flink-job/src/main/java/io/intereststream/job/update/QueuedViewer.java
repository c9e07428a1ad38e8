package io.intereststream.job.update;

import io.intereststream.history.ViewerHistory;
import io.intereststream.job.ingest.Watch;

/**
 * A viewer who waits to be encoded afresh, and the event to be published then. The state is the one
 * to be stored, except for the encoder's part.
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
