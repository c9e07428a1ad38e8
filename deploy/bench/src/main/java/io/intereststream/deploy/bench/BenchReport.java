package io.intereststream.deploy.bench;

/** The result of a benchmark: a record whose fields are printed as JSON. */
public interface BenchReport {
  /** The first line of the table of a trial. */
  String TRIAL = "TRIAL: nothing was checked; these numbers mean nothing\n";

  /** The result as a text table. */
  String table();
}
