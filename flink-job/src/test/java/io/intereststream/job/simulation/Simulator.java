package io.intereststream.job.simulation;

import io.intereststream.job.ingest.SimulatedDecoder;
import io.intereststream.job.update.InMemoryOperator;
import io.intereststream.job.update.InMemoryReleases;
import io.intereststream.job.update.JobVariant;
import io.intereststream.job.update.SimulatedOperator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs schedules, one after the other, and counts what happens in them. */
public final class Simulator {
  private final SimulatedRegistry registry;
  private final SimulatedDecoder decoder;
  private final Map<StepKind, Long> steps = new EnumMap<>(StepKind.class);
  private final Map<String, Long> happened = new TreeMap<>();

  public Simulator(SimulatedRegistry registry) throws Exception {
    this.registry = registry;
    this.decoder = new SimulatedDecoder(SimulatedOptions.common(registry.address()));
  }

  /**
   * Runs a schedule in memory.
   *
   * @throws Throwable what a check or the job threw
   */
  public void run(Schedule schedule, JobVariant variant, Quiet.Check check) throws Exception {
    InMemoryOperator operator =
        new InMemoryOperator(
            variant,
            () -> new InMemoryReleases(registry.loadings()),
            what -> happened.merge(what, 1L, Long::sum));
    run(schedule, operator, variant, check, null);
  }

  /** Runs a schedule in memory, and returns a line a step up to the one that fails, if one does. */
  public List<String> trace(Schedule schedule, JobVariant variant, Quiet.Check check) {
    List<String> lines = new ArrayList<>();
    InMemoryOperator operator =
        new InMemoryOperator(variant, () -> new InMemoryReleases(registry.loadings()), what -> {});
    try {
      run(schedule, operator, variant, check, lines);
    } catch (Exception | AssertionError e) {
      lines.add("  " + e);
    }
    return lines;
  }

  /** Runs a schedule on other subtasks. */
  public <S> void run(Schedule schedule, SimulatedOperator<S> operator, Quiet.Check check)
      throws Exception {
    run(schedule, operator, new JobVariant(), check, null);
  }

  /**
   * @param lines takes a line a step; null for none
   */
  private <S> void run(
      Schedule schedule,
      SimulatedOperator<S> operator,
      JobVariant variant,
      Quiet.Check check,
      List<String> lines)
      throws Exception {
    Simulation<S> simulation =
        new Simulation<>(registry, decoder, operator, variant, check, schedule.seed());
    try {
      for (Step step : schedule.steps()) {
        if (lines == null) {
          steps.merge(step.kind(), 1L, Long::sum);
          simulation.step(step);
        } else {
          lines.add("%-15s %016x".formatted(step.kind(), step.random()));
          simulation.step(step);
          lines.set(lines.size() - 1, lines.get(lines.size() - 1) + "  " + simulation.describe());
        }
      }
    } finally {
      simulation.close();
    }
  }

  /** Number of steps of each kind so far. */
  public Map<StepKind, Long> steps() {
    return steps;
  }

  /** Number of times that each thing happened in the job so far. */
  public Map<String, Long> happened() {
    return happened;
  }

  /** Ends the decoder. */
  public void close() throws Exception {
    decoder.close();
  }
}
