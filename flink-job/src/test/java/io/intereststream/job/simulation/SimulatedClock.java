package io.intereststream.job.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that the simulation advances. */
final class SimulatedClock extends Clock {
  private long now;

  SimulatedClock(long start) {
    now = start;
  }

  void advanceTo(long time) {
    now = Math.max(now, time);
  }

  @Override
  public long millis() {
    return now;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
