package io.intereststream.deploy.bench.pipeline;

/**
 * Two rounds in which the subtasks have the job's encoder and stored vectors, and then the other
 * way round. Both encoders work at the same time, so that whatever slows the machine slows both;
 * and each works in both subtasks, so that it does not matter if one has more work.
 *
 * @param first subtask 0 has the job's encoder, subtask 1 stored vectors
 * @param second subtask 0 has stored vectors, subtask 1 the job's encoder
 */
record Paired(Round first, Round second) {
  /**
   * CPU time of an updater with stored vectors, divided by that with the job's encoder: the share
   * of the updater's work that is not the encoder's.
   */
  double jobOverPipeline() {
    double inFirst = first.updaterUs(1) / first.updaterUs(0);
    double inSecond = second.updaterUs(0) / second.updaterUs(1);
    return Math.sqrt(inFirst * inSecond);
  }
}
