package io.intereststream.job.update;

/** Timers in processing time (epoch ms). A restart keeps viewers' timers, but not the tick. */
interface Timers {
  /** Sets a timer for a viewer's pending update. */
  void setPending(String userId, long time);

  /** Sets a timer for work between events. */
  void setTick(long time);
}
