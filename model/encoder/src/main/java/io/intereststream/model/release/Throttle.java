package io.intereststream.model.release;

/**
 * Slows down long loops of background work so that other threads keep the processor. Whoever starts
 * the work chooses the throttle.
 */
@FunctionalInterface
public interface Throttle {

  /** Never waits. */
  Throttle NONE = () -> () -> {};

  /** Begins a loop, which the calling thread runs. */
  Loop startLoop();

  /** One loop of one thread. */
  @FunctionalInterface
  interface Loop {

    /** Called after each step; waits if the loop has used its share of the processor. */
    void afterStep();
  }
}
