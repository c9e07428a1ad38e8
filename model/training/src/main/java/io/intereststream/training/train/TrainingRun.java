package io.intereststream.training.train;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.training.evaluate.Evaluation;
import io.intereststream.training.evaluate.InterestSearch;
import io.intereststream.training.evaluate.Popularity;
import io.intereststream.training.evaluate.Scores;
import io.intereststream.training.tensor.Compute;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** One run from a split to figures: trained, then judged on the test viewers. */
public final class TrainingRun {
  /** Name of the model that needs no training. */
  public static final String POPULARITY = "popularity";

  private final Sequences sequences;
  private final Split split;

  /**
   * Takes the data that runs are made on.
   *
   * @throws TrainingException if there is nobody to judge on
   */
  public TrainingRun(Sequences sequences, Split split) {
    if (split.test().isEmpty()) {
      throw TrainingException.tooLittleData(
          "%s, %s: no viewer to test with (expected: at least one, with a known history and something to be found; take more data, or split otherwise)"
              .formatted(sequences.source(), split.rule()));
    }
    this.sequences = sequences;
    this.split = split;
  }

  /**
   * The figures of a run, under the names that reports and {@code --json} use.
   *
   * @param model architecture
   * @param data what it was trained and judged on
   * @param split how that was parted
   * @param seed of the run
   * @param recipe all options; empty for popularity
   * @param steps done
   * @param computedBy as {@link Compute#inWords()} has it; null: not said
   * @param samplesPerSecond rows of examples a second of training
   * @param seconds of training
   * @param cpuSeconds of the whole process while it trained, validation included
   * @param validation {@code recall_at_50} of the weights that were kept, and their {@code step}
   * @param test measures on the test viewers
   * @param testIntervals bounds of 95 % bootstrap intervals
   * @param curve validations on the way
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
      java.util.List<Curve.Point> curve) {}

  /**
   * A report and the model it is about.
   *
   * @param result null for popularity
   */
  public record Outcome(Report report, Trainer.Result result, Evaluation test) {}

  /** Trains (or goes on, when {@code resume}) and judges. */
  public Outcome train(Recipe recipe, Trainer.Options options, boolean resume, Progress progress) {
    long before = cpuNanos();
    Trainer trainer = new Trainer(recipe, split, options, progress);
    Trainer.Result result = (resume ? trainer.resume() : trainer).run();
    double cpu = (cpuNanos() - before) / 1e9;
    InterestSearch search = new InterestSearch(result.model(), recipe.window());
    Evaluation test = Evaluation.of(search, split.test(), split, sequences);
    Curve.Point best = result.curve().best();
    Map<String, Double> validation = new LinkedHashMap<>();
    validation.put("recall_at_50", best.recallAt50());
    validation.put("step", (double) best.step());
    Report report =
        new Report(
            recipe.model(),
            sequences.source(),
            split.rule(),
            options.seed(),
            recipe.toMap(),
            result.steps(),
            Compute.inWords(),
            result.samplesPerSecond(),
            result.seconds(),
            cpu,
            validation,
            test.measures(),
            test.intervals(),
            result.curve().points());
    return new Outcome(report, result, test);
  }

  /** Judges the most popular items. */
  public Outcome popularity() {
    Popularity popularity = new Popularity(split.train(), split.items().size());
    Evaluation test = Evaluation.of(popularity, split.test(), split, sequences);
    double validation =
        new Scores(
                split.validation(),
                popularity.top(Scores.histories(split.validation()), Scores.LONGEST))
            .mean("recall_at_50");
    Report report =
        new Report(
            POPULARITY,
            sequences.source(),
            split.rule(),
            0,
            Map.of(),
            0,
            Compute.inWords(),
            0,
            0,
            0,
            Map.of("recall_at_50", validation),
            test.measures(),
            test.intervals(),
            java.util.List.of());
    return new Outcome(report, null, test);
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }
}
