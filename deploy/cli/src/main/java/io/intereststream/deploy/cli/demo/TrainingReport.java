package io.intereststream.deploy.cli.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * How the demo's release was trained, and how well it predicts the replayed events.
 *
 * @param events number of events it was trained on, those before the replayed ones
 * @param sequences number of viewers with a positive event
 * @param items number of items of the release
 * @param steps training steps
 * @param seconds seconds of training and evaluation, including reading the data
 * @param heldOut viewers with a next item to predict
 * @param recallAt50 share of their next items among 50 retrieved items
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
   * Recall of three retrievals for the same viewers.
   *
   * @param trained recall of the release
   * @param popularity recall of the most popular items of the training data
   * @param ceiling recall of the generator's own probabilities, an upper bound; null if the events
   *     are not synthetic
   */
  public record Recall(double trained, double popularity, Double ceiling) {}

  /** The recall in one line. */
  public String found() {
    String line =
        "recall@50 of the next items of %,d viewers: release %.1f %%, most popular items %.1f %%"
            .formatted(heldOut, 100 * recallAt50.trained, 100 * recallAt50.popularity);
    return recallAt50.ceiling == null
        ? line
        : line
            + ", upper bound from the generator's tastes %.1f %%"
                .formatted(100 * recallAt50.ceiling);
  }
}
