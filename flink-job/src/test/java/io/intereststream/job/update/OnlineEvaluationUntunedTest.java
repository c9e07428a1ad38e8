package io.intereststream.job.update;

/** The same without anything that exists for latency only. */
class OnlineEvaluationUntunedTest extends OnlineEvaluationTest {
  @Override
  boolean tuned() {
    return false;
  }
}
