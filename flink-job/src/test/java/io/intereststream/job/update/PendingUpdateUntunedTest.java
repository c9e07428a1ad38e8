package io.intereststream.job.update;

/** The same without anything that exists for latency only. */
class PendingUpdateUntunedTest extends PendingUpdateTest {
  @Override
  boolean tuned() {
    return false;
  }
}
