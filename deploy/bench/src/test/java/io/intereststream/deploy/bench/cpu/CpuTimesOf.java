package io.intereststream.deploy.bench.cpu;

import java.util.HashMap;
import java.util.Map;

/** Makes CPU times for tests. */
public final class CpuTimesOf {
  private CpuTimesOf() {}

  /** Threads by name, with their CPU times in ns. */
  public static CpuTimes names(Map<String, Long> cpuNs) {
    Map<String, Spent> names = new HashMap<>();
    cpuNs.forEach((name, ns) -> names.put(name, new Spent(ns, 0)));
    return new CpuTimes(names);
  }
}
