package io.intereststream.training.train;

import io.intereststream.data.sequence.Split;
import io.intereststream.error.InterestStreamException;
import io.intereststream.training.evaluate.InterestSearch;
import io.intereststream.training.evaluate.Scores;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.Models;
import io.intereststream.training.recipe.Difference;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Compute;
import io.intereststream.training.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Trains one model by one recipe on the training part of a split. It validates and writes a
 * checkpoint at regular intervals and after the last step. The result has the weights with the best
 * recall on the validation viewers. With one thread a run is reproducible bit for bit, resumed or
 * not, since all random numbers of a step come from the seed and the step's number.
 */
public final class Trainer {
  private static final int GPU_BATCH_THREADS = 4;
  private static final int REPORT_EVERY = 10;

  private final Recipe recipe;
  private final Split split;
  private final Options options;
  private final Progress progress;
  private final RunClock clock;
  private final Sampler sampler;
  private final InterestModel model;
  private final TrainingState state;
  private final TrainingStep training;
  private Curve curve = new Curve();
  private long step;
  private double seconds;
  private double secondsBefore;
  private long samples;

  /**
   * How a run is done.
   *
   * @param seed random seed
   * @param data description of the data; a checkpoint with another description is not resumed
   * @param validateEvery number of steps between two validations, each with a checkpoint
   * @param patience the run ends after this number of validations in a row without an improvement
   * @param directory for checkpoints; null: none are written
   */
  public record Options(long seed, String data, int validateEvery, int patience, Path directory) {

    /** Checks the numbers. */
    public Options {
      if (validateEvery < 1 || patience < 1) {
        throw new IllegalArgumentException(
            "validation every %d steps, patience %d (expected: both at least 1)"
                .formatted(validateEvery, patience));
      }
    }
  }

  /**
   * The result of a run.
   *
   * @param model with the best weights
   * @param steps number of steps done
   * @param curve the validations
   * @param samplesPerSecond rows of examples per second of training
   * @param seconds of training, without validations; the part before a resume counts too
   */
  public record Result(
      InterestModel model, long steps, Curve curve, double samplesPerSecond, double seconds) {}

  /**
   * Prepares a run.
   *
   * @throws InterestStreamException ({@code CHECK_FAILED}) if the split has too little data;
   *     ({@code USAGE}) if the recipe is wrong
   */
  public Trainer(Recipe recipe, Split split, Options options, Progress progress) {
    this(recipe, split, options, progress, RunClock.SYSTEM);
  }

  Trainer(Recipe recipe, Split split, Options options, Progress progress, RunClock clock) {
    this.recipe = recipe;
    this.split = split;
    this.options = options;
    this.progress = progress;
    this.clock = clock;
    if (split.items().size() <= Scores.LONGEST) {
      throw InterestStreamException.checkFailed(
          "%s: %d items in the training sequences (expected: more than %d, the length of the lists that are evaluated; use more data)"
              .formatted(options.data, split.items().size(), Scores.LONGEST));
    }
    if (split.validation().isEmpty()) {
      throw InterestStreamException.checkFailed(
          "%s: no viewer for validation (expected: at least one whose id modulo 10 is 8; use more data, or lower --fewest)"
              .formatted(options.data));
    }
    this.sampler = sampler();
    this.model = Models.create(recipe, split.items().size(), options.seed);
    Adam adam = new Adam(model.parameters(), recipe.optimiser().weightDecay());
    this.state = new TrainingState(model, adam);
    this.training = new TrainingStep(model, adam, recipe.optimiser(), options.seed);
  }

  private Sampler sampler() {
    Recipe.Sampling sampling = recipe.sampling();
    int items = split.items().size();
    return sampling.views()
        ? new ViewSampler(split.train(), items, sampling.viewers(), recipe.window(), options.seed)
        : new PrefixSampler(split.train(), items, recipe.window(), sampling, options.seed);
  }

  /** Returns whether a directory has no checkpoint. */
  public static boolean isNew(Path directory) {
    return Checkpoint.newest(directory) == null;
  }

  /**
   * Continues from the newest checkpoint in the directory.
   *
   * @throws InterestStreamException ({@code ENVIRONMENT}) if there is none, or it is broken or of a
   *     run with another recipe, seed or data
   */
  public Trainer resume() {
    Path checkpoint = Checkpoint.newest(options.directory);
    if (checkpoint == null) {
      throw InterestStreamException.environment(
          "%s: no checkpoint (expected: a folder checkpoint-<step>)".formatted(options.directory));
    }
    Checkpoint.State found = Checkpoint.state(checkpoint);
    requireSame(checkpoint, "recipe", found.recipe(), recipe.toMap());
    requireSame(checkpoint, "seed", found.seed(), options.seed);
    requireSame(checkpoint, "data", found.data(), options.data);
    state.groups().forEach((group, tensors) -> Checkpoint.read(checkpoint, group, tensors));
    step = found.step();
    curve = new Curve(new ArrayList<>(found.curve()));
    secondsBefore = curve.last() == null ? 0 : curve.last().seconds();
    return this;
  }

  private static void requireSame(Path checkpoint, String what, Object found, Object expected) {
    Optional<Difference> difference = Difference.first(what, found, expected);
    if (difference.isPresent()) {
      String origin =
          "as in this run; resume with the checkpoint's %s, or delete the checkpoint"
              .formatted(what);
      throw InterestStreamException.environment(
          checkpoint + ": " + difference.get().message(origin));
    }
  }

  /**
   * Trains to the end.
   *
   * @throws InterestStreamException ({@code CHECK_FAILED}) if the loss or a weight is not finite;
   *     the last good checkpoint is kept
   */
  public Result run() {
    int threads = Compute.isGpu() ? GPU_BATCH_THREADS : 1;
    try (BatchQueue batches = new BatchQueue(sampler, step, threads)) {
      train(batches);
    }
    state.restoreBest();
    double all = secondsBefore + seconds;
    return new Result(model, step, curve, step * sampler.draw(0).ends().length / all, all);
  }

  private void train(BatchQueue batches) {
    Map<String, Double> sums = new LinkedHashMap<>();
    long began = clock.wallNanos();
    while (step < recipe.optimiser().steps() && curve.sinceBest() < options.patience) {
      Batch batch = batches.next();
      Map<String, Double> losses = training.run(step, batch);
      requireFinite(losses);
      losses.forEach((name, loss) -> sums.merge(name, loss, Double::sum));
      samples += batch.ends().length;
      step++;
      boolean last = step == recipe.optimiser().steps();
      if (last || step % REPORT_EVERY == 0) {
        progress.step(step, losses, samples / (seconds + (clock.wallNanos() - began) / 1e9));
      }
      if (last || step % options.validateEvery == 0) {
        seconds += (clock.wallNanos() - began) / 1e9;
        // A finite loss says nothing about the new weights: it was computed before they changed.
        requireFiniteState();
        validate(sums);
        sums.clear();
        began = clock.wallNanos();
      }
    }
  }

  private void requireFinite(Map<String, Double> losses) {
    if (!Double.isFinite(losses.get("total"))) {
      throw diverged("step %d: the loss is not finite: %s".formatted(step + 1, losses));
    }
  }

  private void requireFiniteState() {
    String name = state.notFinite();
    if (name != null) {
      throw diverged("step %d: %s is not finite".formatted(step, name));
    }
  }

  private InterestStreamException diverged(String what) {
    Path checkpoint = options.directory == null ? null : Checkpoint.newest(options.directory);
    return InterestStreamException.checkFailed(
        "%s; %s; try an optimiser.learning-rate below %s"
            .formatted(
                what,
                checkpoint == null
                    ? "there is no checkpoint yet"
                    : "the last good checkpoint is " + checkpoint,
                recipe.optimiser().learningRate()));
  }

  /**
   * Validates the weights, keeps them if they are the best so far, and writes a checkpoint.
   *
   * @param sums of the loss terms since the last validation
   */
  private void validate(Map<String, Double> sums) {
    // The weights are validated, kept and released as the next step would use them.
    model.beforeStep();
    InterestSearch search = new InterestSearch(model, recipe.window());
    double recall = Scores.of(search, split.validation()).mean(Scores.RECALL_AT_50);
    long since = step - (curve.last() == null ? 0 : curve.last().step());
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((name, value) -> means.put(name, value / since));
    Curve.Point point = new Curve.Point(step, recall, means, secondsBefore + seconds);
    curve.points().add(point);
    if (curve.best() == point) {
      state.keepAsBest();
    }
    if (options.directory != null) {
      writeCheckpoint();
    }
    progress.validated(point);
  }

  private void writeCheckpoint() {
    Checkpoint.State written =
        new Checkpoint.State(step, options.seed, recipe.toMap(), options.data, curve.points());
    Tensors.scoped(
        () -> {
          Checkpoint.write(options.directory, written, state.groups());
          return null;
        });
  }
}
