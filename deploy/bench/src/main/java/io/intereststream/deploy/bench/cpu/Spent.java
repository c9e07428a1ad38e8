package io.intereststream.deploy.bench.cpu;

/**
 * What threads spent.
 *
 * @param cpuNs CPU time in ns
 * @param waitNs time in ns in which they could run but had to wait for a core
 */
public record Spent(long cpuNs, long waitNs) {
  static final Spent NOTHING = new Spent(0, 0);

  /** The sum. */
  Spent plus(Spent other) {
    return new Spent(cpuNs + other.cpuNs, waitNs + other.waitNs);
  }

  /** The difference. */
  Spent minus(Spent other) {
    return new Spent(cpuNs - other.cpuNs, waitNs - other.waitNs);
  }
}
