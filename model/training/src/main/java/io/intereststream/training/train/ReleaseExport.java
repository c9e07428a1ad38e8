package io.intereststream.training.train;

import io.intereststream.data.sequence.Split;
import io.intereststream.error.IoFault;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.registry.ReleaseWriter;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Probe;
import io.intereststream.model.serving.Release;
import io.intereststream.training.evaluate.InterestSearch;
import io.intereststream.training.model.CmiOptions;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.tensor.Tensors;
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
 * Writes a trained model as a release that the job can serve, and proves that the job's encoder
 * computes the trainer's own vectors from it.
 */
public final class ReleaseExport {
  private static final int PROBES = 16;

  private final Recipe recipe;
  private final List<String> items;
  private final List<int[]> probes;

  /** Takes what the model was made by. */
  public ReleaseExport(Recipe recipe, Split split) {
    this(recipe, split.items(), probes(split, recipe.window()));
  }

  /**
   * Takes what the model was made by, and what to prove it with.
   *
   * @param items of the vocabulary, by row
   * @param probes histories, rows oldest first, none empty
   */
  ReleaseExport(Recipe recipe, List<String> items, List<int[]> probes) {
    this.recipe = recipe;
    this.items = items;
    this.probes = probes;
  }

  /**
   * Writes the model of a run.
   *
   * @param version name of the release
   * @param directory must not exist yet
   * @throws ReleaseException if it cannot be written, or if the encoder's vectors differ from the
   *     trainer's by more than 1e-5
   * @throws IllegalArgumentException if the run's model cannot be served
   */
  public Release write(TrainingRun.Outcome outcome, String version, Path directory)
      throws ReleaseException {
    if (outcome.result() == null) {
      throw new IllegalArgumentException(
          "model: %s (expected: one with vectors)".formatted(outcome.report().model()));
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
   * @param model made by the recipe
   * @param training what it was trained on and how, JSON values
   * @param metrics what was measured, JSON values
   */
  Release write(
      InterestModel model,
      String version,
      Map<String, Object> training,
      Map<String, Object> metrics,
      Path directory)
      throws ReleaseException {
    // What the optimiser left is not yet what the equations are about.
    model.beforeStep();
    ModelForm form = new ServedForm(recipe, model.parameters()).form();
    ModelSizes sizes =
        new ModelSizes(
            items.size(),
            recipe.dimension(),
            recipe.interests(),
            form.hasHidden() ? hidden() : 0,
            recipe.window());
    ReleaseWriter writer =
        new ReleaseWriter(version, form, sizes, tensors(model, form, sizes), items)
            .training(training)
            .metrics(metrics);
    if (form.hasTemperature()) {
      writer.temperature(recipe.options(CmiOptions.class).temperature());
    }
    Release release = writer.write(directory, probes);
    try {
      compare(release, model);
    } catch (ReleaseException e) {
      discard(directory);
      throw e;
    }
    return release;
  }

  /** Nobody is to publish what was not proved. */
  private static void discard(Path directory) throws ReleaseException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new ReleaseException(directory + ": cannot be deleted: " + IoFault.reason(e), e);
    }
  }

  private int hidden() {
    return ((Number) recipe.options().get("hidden")).intValue();
  }

  /** The tensors that are served; others, such as half-lives, are numbers of the form or unused. */
  private static Map<String, float[]> tensors(
      InterestModel model, ModelForm form, ModelSizes sizes) {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    model.parameters().forEach((name, tensor) -> tensors.put(name, Tensors.floats(tensor)));
    model.constants().forEach((name, tensor) -> tensors.put(name, Tensors.floats(tensor)));
    tensors.keySet().retainAll(form.tensors(sizes).keySet());
    return tensors;
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

  private void compare(Release release, InterestModel model) throws ReleaseException {
    List<InterestSearch.Vectors> own = new InterestSearch(model, recipe.window()).vectors(probes);
    List<Interests> served = release.encoders().get().encode(probes);
    for (int p = 0; p < probes.size(); p++) {
      compare(release, p, served.get(p), own.get(p));
    }
  }

  private void compare(Release release, int p, Interests served, InterestSearch.Vectors own)
      throws ReleaseException {
    int d = recipe.dimension();
    boolean[] found = new boolean[own.active().length];
    for (int i = 0; i < served.count(); i++) {
      int category = served.categories()[i];
      found[category] = true;
      for (int k = 0; k < d; k++) {
        double value = served.vectors()[i * d + k];
        double expected = own.interests()[category * d + k];
        // Not the other way round: NaN must fail.
        if (!(Math.abs(value - expected) <= Probe.TOLERANCE)) {
          throw new ReleaseException(
              "release %s: history %d, interest %d, component %d: %s by the encoder (expected: %s, the trainer's, within %s)"
                  .formatted(release.version(), p, category, k, value, expected, Probe.TOLERANCE));
        }
      }
    }
    for (int l = 0; l < found.length; l++) {
      if (found[l] != own.active()[l] && (found[l] || !isZero(own.interests(), l))) {
        throw new ReleaseException(
            "release %s: history %d, interest %d: %s by the encoder (expected: %s, as by the trainer)"
                .formatted(
                    release.version(),
                    p,
                    l,
                    found[l] ? "there" : "not there",
                    found[l] ? "not there" : "there"));
      }
    }
  }

  /** Without general interest the paper's CMI has vectors of zeros that the encoder leaves out. */
  private boolean isZero(float[] vectors, int row) {
    int d = recipe.dimension();
    for (int k = row * d; k < (row + 1) * d; k++) {
      if (vectors[k] != 0) {
        return false;
      }
    }
    return true;
  }
}
