package io.intereststream.job.update;

/** The same tests with all tuning options off. */
class ReembeddingUntunedTest extends ReembeddingTest {
  @Override
  boolean tuned() {
    return false;
  }
}
