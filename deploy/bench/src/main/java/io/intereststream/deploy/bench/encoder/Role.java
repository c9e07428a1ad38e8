package io.intereststream.deploy.bench.encoder;

/** The encoder that a subtask has. */
public enum Role {
  /** The job's encoder. */
  JOB,
  /** Returns stored vectors: the pipeline alone. */
  STORED,
  /** A forward pass over the whole history in libtorch, at each event. */
  LIBTORCH
}
