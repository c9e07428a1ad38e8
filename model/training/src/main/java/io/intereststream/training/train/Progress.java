package io.intereststream.training.train;

import java.util.Map;

/** Receives the progress of a run, on the thread of the run. */
public interface Progress {

  /** Ignores the progress. */
  Progress NONE = new Progress() {};

  /**
   * Called after every tenth step and after the last one.
   *
   * @param step number of steps done
   * @param losses value of each loss term of the last step, without its weight, and {@code total},
   *     the weighted sum
   * @param samplesPerSecond rows of examples per second of training since the run was started or
   *     resumed
   */
  default void step(long step, Map<String, Double> losses, double samplesPerSecond) {}

  /** Called after each validation. */
  default void validated(Curve.Point point) {}
}
