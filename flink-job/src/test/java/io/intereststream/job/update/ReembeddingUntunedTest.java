package io.intereststream.job.update;

/** The same without anything that exists for latency only. */
class ReembeddingUntunedTest extends ReembeddingTest {
  @Override
  boolean tuned() {
    return false;
  }
}
