package io.intereststream.training.train;

import io.intereststream.data.sequence.Split;
import io.intereststream.training.evaluate.InterestSearch;
import io.intereststream.training.evaluate.Scores;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.LossTerm;
import io.intereststream.training.tensor.Compute;
import io.intereststream.training.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Trains one model by one recipe on the training part of a split. Every so many steps it is
 * validated and a checkpoint is written; the weights with the best validation recall are the
 * result. With one thread a run is repeatable bit by bit, resumed or not: all that is random in a
 * step comes from the seed and the number of the step.
 */
public final class Trainer {
  private static final int AHEAD = 8;
  private static final int PREPARING = 4;
  private static final int REPORT_EVERY = 10;

  private final Recipe recipe;
  private final Split split;
  private final Options options;
  private final Progress progress;
  private final InterestModel model;
  private final Adam adam;
  private final Map<String, Tensor> best = new LinkedHashMap<>();
  private final Sampler sampler;
  private Curve curve = new Curve();
  private long step;
  private double seconds;
  private double secondsBefore;
  private long samples;

  /**
   * How a run is carried out.
   *
   * @param seed of all randomness
   * @param data name of the data, for checkpoints
   * @param validateEvery steps between validations (and checkpoints)
   * @param patience validations without a better one after which the run ends
   * @param directory of checkpoints; null: none are written
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
   * What a run gave.
   *
   * @param model with the best weights
   * @param steps done
   * @param curve of the run
   * @param samplesPerSecond rows of examples a second, over all resumes, validation left out
   * @param seconds of training, likewise
   */
  public record Result(
      InterestModel model, long steps, Curve curve, double samplesPerSecond, double seconds) {}

  /**
   * Prepares a run.
   *
   * @throws TrainingException if nothing can be learnt from the split
   */
  public Trainer(Recipe recipe, Split split, Options options, Progress progress) {
    this.recipe = recipe;
    this.split = split;
    this.options = options;
    this.progress = progress;
    if (split.items().size() <= Scores.LONGEST) {
      throw TrainingException.tooLittleData(
          "%s: %d items in the training sequences (expected: more than %d, the length of the lists that are judged; take more data)"
              .formatted(options.data, split.items().size(), Scores.LONGEST));
    }
    if (split.validation().isEmpty()) {
      throw TrainingException.tooLittleData(
          "%s: no viewer for validation (expected: at least one, of those whose id modulo 10 is 8; take more data, or require fewer items of them)"
              .formatted(options.data));
    }
    this.sampler = sampler();
    this.model = Models.create(recipe, split.items().size(), options.seed);
    this.adam = new Adam(model.parameters(), recipe.optimiser().weightDecay());
    model
        .parameters()
        .forEach(
            (name, tensor) -> {
              Tensor copy = tensor.detach().clone();
              copy.retainReference();
              best.put(name, copy);
            });
  }

  /** Whether a run's directory has no checkpoint yet. */
  public static boolean isNew(Path directory) {
    return Checkpoint.newest(directory) == null;
  }

  /**
   * Goes on where the newest checkpoint of the run's directory was written.
   *
   * @throws TrainingException if there is none, or it belongs to another run, or is broken
   */
  public Trainer resume() {
    Path checkpoint = Checkpoint.newest(options.directory);
    if (checkpoint == null) {
      throw new TrainingException(
          "%s: no checkpoint (expected: a folder checkpoint-<step>)".formatted(options.directory));
    }
    Checkpoint.State state = Checkpoint.state(checkpoint);
    same(checkpoint, "recipe", state.recipe(), recipe.toMap());
    same(checkpoint, "seed", state.seed(), options.seed);
    same(checkpoint, "data", state.data(), options.data);
    state().forEach((group, tensors) -> Checkpoint.read(checkpoint, group, tensors));
    step = state.step();
    curve = new Curve(new ArrayList<>(state.curve()));
    secondsBefore = curve.last() == null ? 0 : curve.last().seconds();
    return this;
  }

  /**
   * Trains to the end.
   *
   * @throws TrainingException if a loss is not finite; the last good checkpoint is kept
   */
  public Result run() {
    ExecutorService preparing =
        Executors.newFixedThreadPool(
            Compute.isGpu() ? PREPARING : 1,
            task -> {
              Thread thread = new Thread(task, "batches");
              thread.setDaemon(true);
              return thread;
            });
    try {
      steps(preparing);
    } finally {
      preparing.shutdownNow();
    }
    Tensors.withoutGradient(
        () -> {
          model.parameters().forEach((name, tensor) -> tensor.copy_(best.get(name)));
          return null;
        });
    double all = secondsBefore + seconds;
    return new Result(model, step, curve, step * sampler.draw(0).ends().length / all, all);
  }

  private Sampler sampler() {
    Recipe.Sampling sampling = recipe.sampling();
    int items = split.items().size();
    return sampling.views()
        ? new ViewSampler(split.train(), items, sampling.viewers(), recipe.window(), options.seed)
        : new PrefixSampler(split.train(), items, recipe.window(), sampling, options.seed);
  }

  private void steps(ExecutorService preparing) {
    Deque<Future<Batch>> ahead = new ArrayDeque<>();
    long drawn = step;
    Map<String, Double> sums = new LinkedHashMap<>();
    long began = System.nanoTime();
    while (step < recipe.optimiser().steps() && curve.sinceBest() < options.patience) {
      while (ahead.size() < AHEAD) {
        long next = drawn++;
        ahead.add(preparing.submit(() -> sampler.draw(next)));
      }
      Batch batch = take(ahead.remove());
      Map<String, Double> losses = Tensors.scoped(() -> step(batch));
      losses.forEach((name, loss) -> sums.merge(name, loss, Double::sum));
      samples += batch.ends().length;
      step++;
      boolean last = step == recipe.optimiser().steps();
      if (last || step % REPORT_EVERY == 0) {
        progress.step(step, losses, samples / (seconds + (System.nanoTime() - began) / 1e9));
      }
      if (last || step % options.validateEvery == 0) {
        seconds += (System.nanoTime() - began) / 1e9;
        requireFinite();
        validate(sums);
        sums.clear();
        began = System.nanoTime();
      }
    }
  }

  private static Batch take(Future<Batch> batch) {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException("interrupted", e);
    } catch (ExecutionException e) {
      throw new TrainingException("a batch could not be drawn: " + e.getCause(), e.getCause());
    }
  }

  /** Does one step and returns the terms of its loss. */
  private Map<String, Double> step(Batch batch) {
    // For dropout; what else is random comes with the batch.
    torch.manual_seed(Sampler.random(options.seed, step).nextLong());
    model.beforeStep();
    List<LossTerm> terms = Compute.mixed(() -> model.loss(batch.toTensors()));
    Tensor total = null;
    TensorVector values = new TensorVector();
    for (LossTerm term : terms) {
      Tensor part = term.gradient().mul(Tensors.scalar(term.weight()));
      total = total == null ? part : total.add(part);
      values.push_back(term.value().detach().view(1));
    }
    total.backward();
    adam.step(step + 1, recipe.optimiser().at(step));
    // All at once and last: a GPU that is asked for a value has nothing to do meanwhile.
    return losses(terms, Tensors.floats(torch.cat(values)));
  }

  /**
   * Names the values of a step's terms.
   *
   * @throws TrainingException if one is not finite; the step then has spoilt the weights
   */
  private Map<String, Double> losses(List<LossTerm> terms, float[] values) {
    Map<String, Double> losses = new LinkedHashMap<>();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      losses.put(terms.get(i).name(), (double) values[i]);
      sum += terms.get(i).weight() * values[i];
    }
    losses.put("total", sum);
    if (!Double.isFinite(sum)) {
      throw new TrainingException(
          "step %d: the loss is not finite: %s; %s. Try a lower optimiser.learning-rate (%s)."
              .formatted(step + 1, losses, kept(), recipe.optimiser().learningRate()));
    }
    return losses;
  }

  private String kept() {
    Path checkpoint = options.directory == null ? null : Checkpoint.newest(options.directory);
    return checkpoint == null ? "there is no checkpoint yet" : "the last good one is " + checkpoint;
  }

  /** A loss tells of weights before its step; these go into a checkpoint, with the moments. */
  private void requireFinite() {
    state()
        .forEach(
            (group, tensors) ->
                tensors.forEach(
                    (name, tensor) -> {
                      if (!Tensors.scoped(() -> torch.isfinite(tensor).all().item_bool())) {
                        throw new TrainingException(
                            "step %d: %s/%s is not finite; %s. Try a lower optimiser.learning-rate (%s)."
                                .formatted(
                                    step, group, name, kept(), recipe.optimiser().learningRate()));
                      }
                    }));
  }

  private void validate(Map<String, Double> sums) {
    // Judged, kept and released as the next step would find it.
    model.beforeStep();
    InterestSearch search = new InterestSearch(model, recipe.window());
    double recall =
        new Scores(
                split.validation(),
                search.top(Scores.histories(split.validation()), Scores.LONGEST))
            .mean("recall_at_50");
    long since = step - (curve.last() == null ? 0 : curve.last().step());
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((name, value) -> means.put(name, value / since));
    Curve.Point point = new Curve.Point(step, recall, means, secondsBefore + seconds);
    curve.points().add(point);
    if (curve.best() == point) {
      Tensors.withoutGradient(
          () -> {
            best.forEach((name, copy) -> copy.copy_(model.parameters().get(name)));
            return null;
          });
    }
    if (options.directory != null) {
      checkpoint();
    }
    progress.validated(point);
  }

  /** All that a checkpoint keeps, by group and name. */
  private Map<String, Map<String, Tensor>> state() {
    Map<String, Map<String, Tensor>> groups = new LinkedHashMap<>();
    groups.put("weights", model.parameters());
    groups.put("first", adam.first());
    groups.put("second", adam.second());
    groups.put("best", best);
    return groups;
  }

  private void checkpoint() {
    Tensors.scoped(
        () -> {
          Checkpoint.write(
              options.directory,
              new Checkpoint.State(
                  step, options.seed, recipe.toMap(), options.data, curve.points()),
              state());
          return null;
        });
  }

  private static void same(Path checkpoint, String what, Object found, Object expected) {
    if (!Objects.equals(found, expected)) {
      throw new TrainingException(
          "%s: %s %s (expected: %s, this run's); resume with the same, or delete the checkpoint"
              .formatted(checkpoint, what, found, expected));
    }
  }
}
