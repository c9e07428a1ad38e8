package io.intereststream.deploy.bench;

/** The result of a benchmark: a record whose fields are printed as JSON. */
public interface BenchReport {

  /** The result as a text table. */
  String table();
}
