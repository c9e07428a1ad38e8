package io.intereststream.deploy.cli.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * How the demo's release was trained, and what it finds of the events that are replayed.
 *
 * @param events of the log that it was trained on, the ones before those replayed
 * @param sequences viewers of the log with something positive
 * @param items that it knows
 * @param steps done
 * @param seconds of training and judging, the log's reading included
 * @param heldOut viewers who have something to be found
 * @param recallAt50 share of what they watch next that 50 items find
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record TrainingReport(
    long events,
    int sequences,
    int items,
    long steps,
    double seconds,
    int heldOut,
    @JsonProperty("recall_at_50") Recall recallAt50) {

  /**
   * Recall of three lists on the same viewers.
   *
   * @param trained by the release
   * @param popularity of the log's most popular items
   * @param ceiling by the generator's own probabilities; null where the events are not made up
   */
  public record Recall(double trained, double popularity, Double ceiling) {}

  /** What is found, in a line. */
  public String found() {
    String line =
        "of what %,d viewers watch next, 50 items each find %.1f %%; the most popular ones %.1f %%"
            .formatted(heldOut, 100 * recallAt50.trained, 100 * recallAt50.popularity);
    return recallAt50.ceiling == null
        ? line
        : line + "; who knows the planted tastes %.1f %%".formatted(100 * recallAt50.ceiling);
  }
}
