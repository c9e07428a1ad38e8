package io.intereststream.job.update;

import io.intereststream.job.ingest.Watch;

/**
 * A viewer who waits to be encoded afresh, and what is published for the viewer then. The state is
 * the one to be stored, but for the encoder's part.
 */
final class QueuedViewer {
  final ViewerState state;

  /** The event that the history took in; null without. */
  Watch cause;

  /** Kafka timestamp of its record, epoch ms; 0 without. */
  long timestamp;

  /** A viewer whose history has the given window and slack. */
  QueuedViewer(int window, int slack) {
    state = new ViewerState(window, slack);
  }
}
