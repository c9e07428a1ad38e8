package io.intereststream.job.update;

/** The same tests with all tuning options off. */
class OnlineEvaluationUntunedTest extends OnlineEvaluationTest {
  @Override
  boolean tuned() {
    return false;
  }
}
