package io.intereststream.training.train;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.error.InterestStreamException;
import io.intereststream.training.evaluate.Evaluation;
import io.intereststream.training.evaluate.InterestSearch;
import io.intereststream.training.evaluate.Popularity;
import io.intereststream.training.evaluate.Scores;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Compute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trains a model and evaluates it on the test viewers. */
public final class TrainingRun {
  /** Name of the model that needs no training. */
  public static final String POPULARITY = "popularity";

  private final Sequences sequences;
  private final Split split;
  private final RunClock clock;

  /**
   * Creates runs on the same data.
   *
   * @throws InterestStreamException ({@code CHECK_FAILED}) if the split has no test viewer
   */
  public TrainingRun(Sequences sequences, Split split) {
    this(sequences, split, RunClock.SYSTEM);
  }

  TrainingRun(Sequences sequences, Split split, RunClock clock) {
    if (split.test().isEmpty()) {
      throw InterestStreamException.checkFailed(
          "%s, %s: no viewer to test with (expected: at least one who has a known history and watched something after it; use more data or another split)"
              .formatted(sequences.source(), split.rule()));
    }
    this.sequences = sequences;
    this.split = split;
    this.clock = clock;
  }

  /**
   * The figures of a run. Reports and {@code --json} use these names.
   *
   * @param model architecture
   * @param data description of the data
   * @param split description of the split
   * @param seed of the run
   * @param recipe all options; empty for popularity
   * @param steps number of steps done
   * @param computedBy see {@link Compute#describe}
   * @param samplesPerSecond rows of examples per second of training
   * @param seconds of training, without validations
   * @param cpuSeconds CPU time of the whole process during training and validations, in s
   * @param validation {@code recall_at_50} of the weights that were kept, and their {@code step}
   * @param test value of each measure on the test viewers, see {@link Evaluation}
   * @param testIntervals bounds of the 95 % bootstrap intervals
   * @param curve the validations
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Report(
      String model,
      String data,
      String split,
      long seed,
      Map<String, Object> recipe,
      long steps,
      String computedBy,
      double samplesPerSecond,
      double seconds,
      double cpuSeconds,
      Map<String, Double> validation,
      Map<String, Double> test,
      Map<String, double[]> testIntervals,
      List<Curve.Point> curve) {

    /** Returns the recall at 50 on the validation viewers. */
    public double validationRecall() {
      return validation.get(Scores.RECALL_AT_50);
    }
  }

  /**
   * A report and the model that it is about.
   *
   * @param result of the training; null for popularity
   * @param test evaluation on the test viewers
   */
  public record Outcome(Report report, Trainer.Result result, Evaluation test) {}

  /**
   * Trains and evaluates.
   *
   * @param resume whether to continue from the newest checkpoint
   * @throws InterestStreamException as {@link Trainer} does
   */
  public Outcome train(Recipe recipe, Trainer.Options options, boolean resume, Progress progress) {
    long before = clock.cpuNanos();
    Trainer trainer = new Trainer(recipe, split, options, progress, clock);
    Trainer.Result result = (resume ? trainer.resume() : trainer).run();
    double cpu = (clock.cpuNanos() - before) / 1e9;
    InterestSearch search = new InterestSearch(result.model(), recipe.window());
    Evaluation test = Evaluation.of(search, split.test(), split, sequences);
    Curve.Point best = result.curve().best();
    Map<String, Double> validation = new LinkedHashMap<>();
    validation.put(Scores.RECALL_AT_50, best.recallAt50());
    validation.put("step", (double) best.step());
    Report report =
        new Report(
            recipe.model(),
            sequences.source(),
            split.rule(),
            options.seed(),
            recipe.toMap(),
            result.steps(),
            Compute.describe(),
            result.samplesPerSecond(),
            result.seconds(),
            cpu,
            validation,
            test.measures(),
            test.intervals(),
            result.curve().points());
    return new Outcome(report, result, test);
  }

  /** Evaluates the most popular items of the training sequences. */
  public Outcome popularity() {
    Popularity popularity = new Popularity(split.train(), split.items().size());
    Evaluation test = Evaluation.of(popularity, split.test(), split, sequences);
    double validation = Scores.of(popularity, split.validation()).mean(Scores.RECALL_AT_50);
    Report report =
        new Report(
            POPULARITY,
            sequences.source(),
            split.rule(),
            0,
            Map.of(),
            0,
            Compute.describe(),
            0,
            0,
            0,
            Map.of(Scores.RECALL_AT_50, validation),
            test.measures(),
            test.intervals(),
            List.of());
    return new Outcome(report, null, test);
  }
}
