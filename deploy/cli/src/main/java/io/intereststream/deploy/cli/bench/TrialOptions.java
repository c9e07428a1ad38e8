package io.intereststream.deploy.cli.bench;

import picocli.CommandLine.Option;

/** The option of a benchmark that switches its checks off. */
final class TrialOptions {
  @Option(
      names = "--trial",
      description =
          "Only try whether the benchmark works: do not wait for the JIT compilers and do not check"
              + " whether repetitions agree. The numbers mean nothing.")
  private boolean trial;

  /** Whether to refuse numbers that are not reliable. */
  boolean strict() {
    return !trial;
  }
}
