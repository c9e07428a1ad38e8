package io.intereststream.training.train;

import java.util.Map;

/** Told how a run goes on, on the run's thread. */
public interface Progress {

  /** Nobody is told. */
  Progress NONE = new Progress() {};

  /**
   * Called now and then.
   *
   * @param step steps done
   * @param losses unweighted terms of the last step, and {@code total}, weighted
   * @param samplesPerSecond rows of examples, since the run began or was resumed
   */
  default void step(long step, Map<String, Double> losses, double samplesPerSecond) {}

  /** Called after each validation. */
  default void validated(Curve.Point point) {}
}
