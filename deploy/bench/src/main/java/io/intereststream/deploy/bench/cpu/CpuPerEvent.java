package io.intereststream.deploy.bench.cpu;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CPU time per event in µs, by group of threads of the job, of the broker, and in {@code total}.
 * The JIT compilers of both are apart ({@code jit}, {@code broker_jit}) and in no total. The
 * broker's garbage collection is part of the broker.
 *
 * @param groups µs by name, in the order of a report
 */
public record CpuPerEvent(@JsonValue Map<String, Double> groups) {
  private static final String JIT = CpuGroup.JIT.label();
  private static final String BROKER = "broker";
  private static final String BROKER_JIT = "broker_jit";
  private static final String TOTAL = "total";
  private static final Set<String> APART = Set.of(JIT, BROKER_JIT);

  /** What the job and the broker spent for a number of events. */
  public static CpuPerEvent of(CpuTimes job, CpuTimes broker, long events) {
    Map<String, Double> groups = new LinkedHashMap<>();
    for (CpuGroup group : CpuGroup.values()) {
      if (group != CpuGroup.JIT) {
        groups.put(group.label(), us(job.of(group), events));
      }
    }
    groups.put(BROKER, us(broker.withoutJit(), events));
    groups.put(TOTAL, us(job.withoutJit().plus(broker.withoutJit()), events));
    groups.put(JIT, us(job.of(CpuGroup.JIT), events));
    groups.put(BROKER_JIT, us(broker.of(CpuGroup.JIT), events));
    return new CpuPerEvent(groups);
  }

  private static double us(Spent spent, long events) {
    return spent.cpuNs() / 1e3 / events;
  }

  /** The medians of each group; the medians of the groups need not add up to that of the total. */
  public static CpuPerEvent medians(List<CpuPerEvent> all) {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (String name : all.get(0).groups.keySet()) {
      medians.put(
          name, Medians.of(all.stream().mapToDouble(one -> one.groups.get(name)).toArray()));
    }
    return new CpuPerEvent(medians);
  }

  /** µs of the job and the broker, without JIT compilers. */
  public double total() {
    return groups.get(TOTAL);
  }

  /** µs of the job's JIT compilers. */
  public double jit() {
    return groups.get(JIT);
  }

  /** µs of the broker's JIT compilers. */
  public double brokerJit() {
    return groups.get(BROKER_JIT);
  }

  /** µs of a group. */
  public double of(CpuGroup group) {
    return groups.get(group.label());
  }

  /**
   * A text table with a column for each of several measurements.
   *
   * @param columns their names
   */
  public static String table(List<String> columns, List<CpuPerEvent> values) {
    StringBuilder text = new StringBuilder(row("CPU per event, µs", columns));
    for (String name : values.get(0).groups.keySet()) {
      text.append(
          row(
              APART.contains(name) ? name + " (not in total)" : name,
              values.stream().map(one -> "%.2f".formatted(one.groups.get(name))).toList()));
    }
    return text.toString();
  }

  private static String row(String name, List<String> cells) {
    StringBuilder row = new StringBuilder("%-28s".formatted(name));
    for (String cell : cells) {
      row.append("%18s".formatted(cell));
    }
    return row.append('\n').toString();
  }

  @Override
  public String toString() {
    return Arrays.toString(groups.entrySet().toArray());
  }
}
