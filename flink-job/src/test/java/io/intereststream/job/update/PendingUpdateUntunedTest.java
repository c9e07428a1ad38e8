package io.intereststream.job.update;

/** The same tests with all tuning options off. */
class PendingUpdateUntunedTest extends PendingUpdateTest {
  @Override
  boolean tuned() {
    return false;
  }
}
