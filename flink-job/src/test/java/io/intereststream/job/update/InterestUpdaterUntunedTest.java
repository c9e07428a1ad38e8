package io.intereststream.job.update;

/** The same without anything that exists for latency only. */
class InterestUpdaterUntunedTest extends InterestUpdaterTest {
  @Override
  boolean tuned() {
    return false;
  }
}
