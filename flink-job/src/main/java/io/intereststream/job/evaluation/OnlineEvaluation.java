package io.intereststream.job.evaluation;

import io.intereststream.job.ingest.Watch;
import io.intereststream.model.encoder.Interests;
import io.intereststream.schema.ModelRelease;

/** Evaluates the published interests with the events that follow them. */
public interface OnlineEvaluation {
  /** Evaluates nothing. */
  OnlineEvaluation NONE =
      new OnlineEvaluation() {
        @Override
        public boolean includes(Watch watch) {
          return false;
        }

        @Override
        public void offer(Interests interests, int[] rows, long[] history, long item) {}

        @Override
        public void candidate(ModelRelease announced) {}

        @Override
        public void compare() {}
      };

  /** Whether an event is positive and its viewer is in the sample. */
  boolean includes(Watch watch);

  /**
   * Evaluates an event.
   *
   * @param interests interests published before the event, at least one; copied
   * @param rows rows of the history before the event in the active release
   * @param history fingerprints of that history
   * @param item item of the event, which is not in the history
   */
  void offer(Interests interests, int[] rows, long[] history, long item);

  /**
   * Sets the candidate.
   *
   * @param announced the candidate; null for none
   */
  void candidate(ModelRelease announced);

  /** Evaluates the active release from now on; call this after an activation. */
  void compare();
}
