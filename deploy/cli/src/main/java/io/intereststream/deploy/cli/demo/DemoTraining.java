package io.intereststream.deploy.cli.demo;

import io.intereststream.data.WatchLog;
import io.intereststream.data.sequence.PartedSequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.data.synthetic.SyntheticCeiling;
import io.intereststream.data.synthetic.SyntheticLog;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.SignalPolicy;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.training.evaluate.Scores;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Compute;
import io.intereststream.training.train.Curve;
import io.intereststream.training.train.Progress;
import io.intereststream.training.train.ReleaseExport;
import io.intereststream.training.train.Trainer;
import io.intereststream.training.train.TrainingRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Trains the demo's release on the first events of a data set, under the job's signal policy, and
 * evaluates it on the next events, which are then replayed. The same seed gives the same weights.
 */
public final class DemoTraining {
  /** Enough for several thousand items, in less than a minute. */
  private static final int STEPS = 300;

  private static final int VALIDATE_EVERY = 100;
  private static final int PATIENCE = 2;
  private static final int FEWEST = 10;
  private static final String RECALL = "recall_at_50";

  private final WatchLog data;
  private final SignalPolicy policy;
  private final long log;
  private final long following;
  private final long seed;
  private final Screen screen;
  private Recipe recipe = Recipe.preset("cmi-default");

  /**
   * Prepares a training.
   *
   * @param policy that of the job
   * @param log number of events to train on, the first events of the data
   * @param following maximum number of the events after them to evaluate on
   */
  public DemoTraining(
      WatchLog data, SignalPolicy policy, long log, long following, long seed, Screen screen) {
    this.data = data;
    this.policy = policy;
    this.log = log;
    this.following = following;
    this.seed = seed;
    this.screen = screen;
    steps(STEPS);
  }

  /** Sets the number of steps. */
  public DemoTraining steps(int steps) {
    recipe = recipe.with("optimiser.steps", String.valueOf(steps));
    return this;
  }

  /**
   * The result of a training.
   *
   * @param position row of the last event of the training part in the data
   */
  public record Trained(String version, long position, TrainingReport report) {}

  /**
   * Trains, evaluates and writes the release.
   *
   * @param releases folder of all releases; the release gets a subfolder
   * @throws InterestStreamException if no viewer can be evaluated on the events that follow
   */
  public Trained run(Path releases) throws ReleaseException {
    long start = System.nanoTime();
    Compute.use(Compute.Where.CPU, 1);
    PartedSequences parted = PartedSequences.read(data, policy, log, following);
    Split split = Split.byTime(parted.sequences(), parted.moment(), FEWEST);
    if (split.test().isEmpty()) {
      throw InterestStreamException.checkFailed(
          ("%s: no viewer with enough items to evaluate after the first %d events (expected: more"
                  + " events, or fewer --training-events)")
              .formatted(data.description(), log));
    }
    screen.say(
        text(
            "training on the first %,d events: %,d viewers, %,d items, %d steps",
            log, split.train().size(), split.items().size(), recipe.optimiser().steps()));
    TrainingRun run = new TrainingRun(parted.sequences(), split);
    TrainingRun.Outcome outcome =
        run.train(
            recipe,
            new Trainer.Options(seed, data.description(), VALIDATE_EVERY, PATIENCE, null),
            false,
            progress());
    String version = "demo-" + seed;
    new ReleaseExport(recipe, split).write(outcome, version, releases.resolve(version));
    TrainingReport.Recall recall =
        new TrainingReport.Recall(
            outcome.report().test().get(RECALL),
            run.popularity().report().test().get(RECALL),
            ceiling(split));
    TrainingReport report =
        new TrainingReport(
            log,
            split.train().size(),
            split.items().size(),
            outcome.report().steps(),
            (System.nanoTime() - start) / 1e9,
            split.test().size(),
            recall);
    say(report);
    return new Trained(version, parted.position(), report);
  }

  private Double ceiling(Split split) {
    if (!(data instanceof SyntheticLog synthetic)) {
      return null;
    }
    List<int[]> lists =
        new SyntheticCeiling(synthetic, policy, log).top(split, split.test(), Scores.LONGEST);
    return new Scores(split.test(), lists).mean(RECALL);
  }

  private Progress progress() {
    return new Progress() {
      @Override
      public void step(long step, Map<String, Double> losses, double samplesPerSecond) {
        screen.update(
            List.of(
                text(
                    "step %d: loss %.3f, %,.0f samples/s",
                    step, losses.get("total"), samplesPerSecond)));
      }

      @Override
      public void validated(Curve.Point point) {
        screen.show(
            List.of(
                text(
                    "step %d: loss %.3f, validation recall@50 %.3f, %.0f s",
                    point.step(),
                    point.losses().get("total"),
                    point.recallAt50(),
                    point.seconds())));
      }
    };
  }

  private void say(TrainingReport report) {
    screen.say(text("trained in %.0f s", report.seconds()));
    screen.say(report.found());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
