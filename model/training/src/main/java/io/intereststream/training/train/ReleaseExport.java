package io.intereststream.training.train;

import io.intereststream.data.sequence.Split;
import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.registry.ReleaseWriter;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.serving.Probe;
import io.intereststream.model.serving.Release;
import io.intereststream.training.evaluate.InterestSearch;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.ServedForm;
import io.intereststream.training.recipe.Recipe;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a trained model as a release that the job can serve, and checks that the job's encoder
 * computes the trainer's own interests from it.
 */
public final class ReleaseExport {
  private static final int PROBES = 16;

  private final Recipe recipe;
  private final List<String> items;
  private final List<int[]> probes;

  /** Creates an export of models that were trained with this recipe and split. */
  public ReleaseExport(Recipe recipe, Split split) {
    this(recipe, split.items(), probes(split, recipe.window()));
  }

  /**
   * Creates an export of models with this recipe and vocabulary.
   *
   * @param items the vocabulary, by row
   * @param probes histories for the check; items by their rows, oldest first, none empty
   */
  ReleaseExport(Recipe recipe, List<String> items, List<int[]> probes) {
    this.recipe = recipe;
    this.items = items;
    this.probes = probes;
  }

  /**
   * Writes the model of a run.
   *
   * @param version version of the release
   * @param directory folder of the release, which must not exist yet
   * @throws InterestStreamException ({@code ENVIRONMENT}) if the release cannot be written; ({@code
   *     CHECK_FAILED}) if the encoder's interests differ from the trainer's by more than 1e-5; the
   *     release is then deleted
   * @throws IllegalArgumentException if the run has no model with interests
   */
  public Release write(TrainingRun.Outcome outcome, String version, Path directory) {
    if (outcome.result() == null) {
      throw new IllegalArgumentException(
          "model: %s (expected: one with interests)".formatted(outcome.report().model()));
    }
    return write(
        outcome.result().model(),
        version,
        training(outcome.report()),
        metrics(outcome.report()),
        directory);
  }

  /**
   * Writes a model.
   *
   * @param model created by the recipe
   * @param training how and on what it was trained, as JSON values
   * @param metrics what was measured, as JSON values
   */
  Release write(
      InterestModel model,
      String version,
      Map<String, Object> training,
      Map<String, Object> metrics,
      Path directory) {
    // The weights are released as the next step would use them.
    model.beforeStep();
    ServedForm served = new ServedForm(recipe, model);
    ModelSizes sizes = served.sizes(items.size());
    ReleaseWriter writer =
        new ReleaseWriter(version, served.form(), sizes, served.tensors(sizes), items)
            .training(training)
            .metrics(metrics);
    served.temperature().ifPresent(writer::temperature);
    Release release = writer.write(directory, probes);
    try {
      check(release, model);
    } catch (InterestStreamException e) {
      release.close();
      delete(directory);
      throw e;
    }
    return release;
  }

  /** Deletes a release that failed the check, so that nobody publishes it. */
  private static void delete(Path directory) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw InterestStreamException.environment(
          directory + ": cannot be deleted: " + IoFault.reason(e), e);
    }
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

  /** Returns the longest training sequences, cut to lengths from 1 to the window. */
  private static List<int[]> probes(Split split, int window) {
    List<int[]> longest =
        split.train().stream()
            .sorted((a, b) -> Integer.compare(b.length, a.length))
            .limit(PROBES)
            .toList();
    int[] number = {0};
    return longest.stream()
        .map(
            sequence -> {
              int length = 1 + (number[0]++ * (window - 1)) / Math.max(1, PROBES - 1);
              return Arrays.copyOf(sequence, Math.min(sequence.length, length));
            })
        .toList();
  }

  private void check(Release release, InterestModel model) {
    List<InterestSearch.Vectors> own = new InterestSearch(model, recipe.window()).vectors(probes);
    List<Interests> served = release.encoders().get().encode(probes);
    for (int p = 0; p < probes.size(); p++) {
      check(release, p, served.get(p), own.get(p));
    }
  }

  private void check(Release release, int p, Interests served, InterestSearch.Vectors own) {
    int d = recipe.dimension();
    boolean[] found = new boolean[own.active().length];
    for (int i = 0; i < served.count(); i++) {
      int category = served.categories()[i];
      found[category] = true;
      for (int k = 0; k < d; k++) {
        double value = served.vectors()[i * d + k];
        double expected = own.interests()[category * d + k];
        // Written so that NaN fails too.
        if (!(Math.abs(value - expected) <= Probe.TOLERANCE)) {
          throw InterestStreamException.checkFailed(
              ("release %s: history %d, interest %d, component %d: the encoder computes %s, the"
                      + " trainer %s (expected: a difference of at most %s; the release is"
                      + " deleted)")
                  .formatted(release.version(), p, category, k, value, expected, Probe.TOLERANCE));
        }
      }
    }
    for (int l = 0; l < found.length; l++) {
      if (found[l] != own.active()[l] && (found[l] || !isZero(own.interests(), l))) {
        throw InterestStreamException.checkFailed(
            ("release %s: history %d, interest %d: the encoder computes %s one, the trainer %s one"
                    + " (expected: the same; the release is deleted)")
                .formatted(
                    release.version(),
                    p,
                    l,
                    found[l] ? "an active" : "an inactive",
                    found[l] ? "an inactive" : "an active"));
      }
    }
  }

  /**
   * Returns whether an interest is a vector of zeros. With hard assignment, the paper's fusion and
   * no general interest, a category without items has such a vector, and the encoder leaves it out.
   */
  private boolean isZero(float[] interests, int l) {
    int d = recipe.dimension();
    for (int k = l * d; k < (l + 1) * d; k++) {
      if (interests[k] != 0) {
        return false;
      }
    }
    return true;
  }
}
