package io.intereststream.job.evaluation;

import io.intereststream.job.ingest.Watch;
import io.intereststream.model.encoder.Interests;
import io.intereststream.schema.ModelRelease;

/** Measures the published interests by the events that follow them. */
public interface OnlineEvaluation {
  /** Measures nothing. */
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

  /** Whether an event is a positive one of the sample. */
  boolean includes(Watch watch);

  /**
   * Evaluates an event.
   *
   * @param interests as published before it, at least one; copied
   * @param rows of the history before it in the active release
   * @param history its fingerprints
   * @param item the event's, which is not in the history
   */
  void offer(Interests interests, int[] rows, long[] history, long item);

  /**
   * Sets the candidate.
   *
   * @param announced null for none
   */
  void candidate(ModelRelease announced);

  /** Evaluates the active release from now on; to be called after an activation. */
  void compare();
}
