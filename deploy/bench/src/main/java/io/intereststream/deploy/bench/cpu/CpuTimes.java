package io.intereststream.deploy.bench.cpu;

import java.util.Map;
import java.util.TreeMap;

/** What the threads of a process spent, by thread name; threads of one name count together. */
public final class CpuTimes {
  private final Map<String, Spent> names;

  CpuTimes(Map<String, Spent> names) {
    this.names = new TreeMap<>(names);
  }

  /** What was spent since an earlier sample of the same process. */
  public CpuTimes since(CpuTimes earlier) {
    Map<String, Spent> differences = new TreeMap<>();
    names.forEach(
        (name, spent) ->
            differences.put(name, spent.minus(earlier.names.getOrDefault(name, Spent.NOTHING))));
    return new CpuTimes(differences);
  }

  /** The sum with what another process spent. */
  public CpuTimes plus(CpuTimes other) {
    Map<String, Spent> sums = new TreeMap<>(names);
    other.names.forEach((name, spent) -> sums.merge(name, spent, Spent::plus));
    return new CpuTimes(sums);
  }

  /** What the threads with this name spent. */
  public Spent of(String name) {
    return names.getOrDefault(name, Spent.NOTHING);
  }

  /** What the threads of a group spent. */
  public Spent of(CpuGroup group) {
    return names.entrySet().stream()
        .filter(entry -> CpuGroup.of(entry.getKey()) == group)
        .map(Map.Entry::getValue)
        .reduce(Spent.NOTHING, Spent::plus);
  }

  /** What all threads but the JIT compilers spent. */
  public Spent withoutJit() {
    Spent all = names.values().stream().reduce(Spent.NOTHING, Spent::plus);
    return all.minus(of(CpuGroup.JIT));
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
