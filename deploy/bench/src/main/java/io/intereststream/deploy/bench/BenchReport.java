package io.intereststream.deploy.bench;

/** What a benchmark measured: a record whose fields are the figures for machines. */
public interface BenchReport {

  /** The figures for people. */
  String table();
}
