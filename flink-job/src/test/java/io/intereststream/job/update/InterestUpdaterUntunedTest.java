package io.intereststream.job.update;

/** The same tests with all tuning options off. */
class InterestUpdaterUntunedTest extends InterestUpdaterTest {
  @Override
  boolean tuned() {
    return false;
  }
}
