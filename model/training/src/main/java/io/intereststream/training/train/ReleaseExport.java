package io.intereststream.training.train;

import io.intereststream.encoder.CmiForm;
import io.intereststream.encoder.CmiWeights;
import io.intereststream.encoder.Interests;
import io.intereststream.encoder.Probe;
import io.intereststream.encoder.Release;
import io.intereststream.encoder.ReleaseException;
import io.intereststream.encoder.ReleaseWriter;
import io.intereststream.training.data.Split;
import io.intereststream.training.evaluate.InterestSearch;
import io.intereststream.training.model.CmiOptions;
import io.intereststream.training.model.CmiOptions.Assignment;
import io.intereststream.training.model.CmiOptions.Fusion;
import io.intereststream.training.model.CmiOptions.Recency;
import io.intereststream.training.tensor.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * Writes a trained model as a release that the job can serve, and proves that the job's encoder
 * computes the trainer's own vectors from it.
 */
public final class ReleaseExport {
  private static final int PROBES = 16;

  private final Recipe recipe;
  private final Split split;

  /** Takes what the model was made by. */
  public ReleaseExport(Recipe recipe, Split split) {
    this.recipe = recipe;
    this.split = split;
  }

  /**
   * Writes one.
   *
   * @param outcome of a run
   * @param version name of the release
   * @param directory must not exist yet
   * @throws ReleaseException if it cannot be written, or if the encoder's vectors differ from the
   *     trainer's by more than 1e-5
   */
  public Release write(TrainingRun.Outcome outcome, String version, Path directory)
      throws ReleaseException {
    if (!recipe.model().equals("cmi")) {
      throw new IllegalArgumentException(
          "model: %s (expected: cmi, the only one that can be released)".formatted(recipe.model()));
    }
    Map<String, Tensor> tensors = outcome.result().model().parameters();
    CmiOptions options = recipe.options(CmiOptions.class);
    Map<String, float[]> served = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (!name.endsWith("half_life")
              && !name.startsWith("context.")
              && !name.equals("score.scale")) {
            served.put(name, Tensors.floats(tensor));
          }
        });
    List<int[]> probes = probes();
    Release release =
        new ReleaseWriter(
                version,
                CmiWeights.of(recipe.dimension(), recipe.interests(), served),
                split.items())
            .window(recipe.window())
            .temperature(options.temperature())
            .form(form(options, tensors))
            .training(training(outcome.report()))
            .metrics(metrics(outcome.report()))
            .write(directory, probes);
    compare(release, outcome, probes);
    return release;
  }

  private CmiForm form(CmiOptions options, Map<String, Tensor> tensors) {
    CmiForm form = CmiForm.PAPER;
    if (options.assignment() == Assignment.HARD) {
      form = form.withHardAssignment();
    }
    if (options.recency() != Recency.NONE) {
      form =
          form.withHalfLives(
              halfLives(tensors.get("interest.half_life"), options, recipe.interests()));
    }
    if (options.fusion() == Fusion.CONTEXT) {
      form = form.withContext(context(options, tensors));
    }
    if (!options.general()) {
      form = form.withoutGeneral();
    }
    return options.bias() ? form.withBias() : form;
  }

  private static List<Double> halfLives(Tensor logarithms, CmiOptions options, int interests) {
    if (logarithms == null) {
      return Collections.nCopies(interests, options.halfLife());
    }
    float[] values = Tensors.floats(logarithms);
    Double[] halfLives = new Double[values.length];
    Arrays.setAll(halfLives, l -> Math.exp(values[l]));
    return List.of(halfLives);
  }

  private static CmiForm.Fusion.Context context(CmiOptions options, Map<String, Tensor> tensors) {
    double halfLife =
        switch (options.recency()) {
          case NONE -> Double.POSITIVE_INFINITY;
          case FIXED -> options.contextHalfLife();
          case LEARNT -> Math.exp(tensors.get("context.half_life").item_double());
        };
    Tensor kappa = tensors.get("context.kappa");
    Tensor gamma = tensors.get("context.gamma");
    return new CmiForm.Fusion.Context(
        kappa == null ? options.kappa() : kappa.item_double(),
        gamma == null ? 0 : gamma.item_double(),
        halfLife);
  }

  private static Map<String, Object> training(TrainingRun.Report report) {
    Map<String, Object> training = new TreeMap<>();
    training.put("data", report.data());
    training.put("split", report.split());
    training.put("seed", report.seed());
    training.put("steps", report.steps());
    training.put("recipe", report.recipe());
    return training;
  }

  private static Map<String, Object> metrics(TrainingRun.Report report) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("validation", report.validation());
    metrics.put("test", report.test());
    return metrics;
  }

  /** Histories of all lengths: the longest training sequences, cut to lengths from 1 to window. */
  private List<int[]> probes() {
    List<int[]> longest =
        split.train().stream()
            .sorted((a, b) -> Integer.compare(b.length, a.length))
            .limit(PROBES)
            .toList();
    int[] number = {0};
    return longest.stream()
        .map(
            sequence -> {
              int length = 1 + (number[0]++ * (recipe.window() - 1)) / Math.max(1, PROBES - 1);
              return Arrays.copyOf(sequence, Math.min(sequence.length, length));
            })
        .toList();
  }

  private void compare(Release release, TrainingRun.Outcome outcome, List<int[]> probes)
      throws ReleaseException {
    List<InterestSearch.Vectors> own =
        new InterestSearch(outcome.result().model(), recipe.window()).vectors(probes);
    List<Interests> served = release.encoders().get().encode(probes);
    int d = recipe.dimension();
    for (int p = 0; p < probes.size(); p++) {
      Interests interests = served.get(p);
      for (int i = 0; i < interests.count() * d; i++) {
        float expected = own.get(p).interests()[interests.categories()[i / d] * d + i % d];
        // Not the other way round: NaN must fail.
        if (!(Math.abs(interests.vectors()[i] - expected) <= Probe.TOLERANCE)) {
          throw new ReleaseException(
              "release %s: history %d, interest %d, component %d: %s by the encoder (expected: %s, the trainer's, within %s)"
                  .formatted(
                      release.version(),
                      p,
                      interests.categories()[i / d],
                      i % d,
                      interests.vectors()[i],
                      expected,
                      Probe.TOLERANCE));
        }
      }
    }
  }
}
