package io.intereststream.deploy.e2e.simulation;

import io.intereststream.job.simulation.Schedule;
import io.intereststream.job.simulation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Shortens a failing schedule by delta debugging: removes parts, large ones first, as long as the
 * rest still fails.
 */
final class Shortening {
  private final Predicate<Schedule> fails;
  private int runsLeft;

  /**
   * @param fails runs a schedule
   * @param runs most schedules to be run
   */
  Shortening(Predicate<Schedule> fails, int runs) {
    this.fails = fails;
    this.runsLeft = runs;
  }

  /** A schedule that fails, too, of as few steps as were found. */
  Schedule of(Schedule failing) {
    Schedule shortest = failing;
    int length = Math.max(1, failing.steps().size() / 2);
    while (true) {
      Schedule shorter = without(shortest, length);
      boolean found = shorter.steps().size() < shortest.steps().size();
      shortest = shorter;
      if (runsLeft <= 0 || length == 1 && !found) {
        return shortest;
      }
      length = Math.max(1, length / 2);
    }
  }

  /** Leaves out each part of a length that is not needed, the last ones first. */
  private Schedule without(Schedule schedule, int length) {
    Schedule shortest = schedule;
    for (int from = schedule.steps().size() - length; runsLeft > 0; from -= length) {
      List<Step> steps = new ArrayList<>(shortest.steps());
      steps.subList(Math.max(0, from), from + length).clear();
      Schedule shorter = shortest.with(steps);
      runsLeft--;
      if (fails.test(shorter)) {
        shortest = shorter;
      }
      if (from <= 0) {
        break;
      }
    }
    return shortest;
  }
}
