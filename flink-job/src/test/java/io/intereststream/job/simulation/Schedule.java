package io.intereststream.job.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens in a simulation.
 *
 * @param seed of the schedule, which decides the options of the job, too
 */
public record Schedule(long seed, List<Step> steps) {
  private static final int STEPS = 320;
  private static final int STEPS_TO_QUIET = 80;
  private static final StepKind[] KINDS = StepKind.values();
  private static final int ALL_WEIGHTS;

  static {
    int sum = 0;
    for (StepKind kind : KINDS) {
      sum += kind.weight;
    }
    ALL_WEIGHTS = sum;
  }

  public Schedule {
    steps = List.copyOf(steps);
  }

  /** The schedule of a seed. */
  public static Schedule of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Step> steps = new ArrayList<>();
    for (int i = 1; i <= STEPS; i++) {
      StepKind kind = i % STEPS_TO_QUIET == 0 ? StepKind.QUIET : kind(random);
      steps.add(new Step(kind, random.nextLong()));
    }
    return new Schedule(seed, steps);
  }

  private static StepKind kind(SplittableRandom random) {
    int left = random.nextInt(ALL_WEIGHTS);
    for (StepKind kind : KINDS) {
      left -= kind.weight;
      if (left < 0) {
        return kind;
      }
    }
    throw new AssertionError("weights add up to more");
  }

  /** The schedule with other steps. */
  public Schedule with(List<Step> others) {
    return new Schedule(seed, others);
  }
}
