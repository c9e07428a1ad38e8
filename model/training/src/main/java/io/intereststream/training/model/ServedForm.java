package io.intereststream.training.model;

import io.intereststream.model.encoder.cmi.CmiForm;
import io.intereststream.model.encoder.comirec.ComiRecSaForm;
import io.intereststream.model.encoder.dssrec.DssRecForm;
import io.intereststream.model.encoder.gru4rec.Gru4RecForm;
import io.intereststream.model.encoder.octopus.OctopusForm;
import io.intereststream.model.encoder.routing.ComiRecDrForm;
import io.intereststream.model.encoder.routing.MindForm;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.training.model.CmiOptions.Assignment;
import io.intereststream.training.model.CmiOptions.Fusion;
import io.intereststream.training.model.CmiOptions.Recency;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;

/** What a release says about a trained model: its form, its sizes and its tensors. */
public final class ServedForm {
  private final Recipe recipe;
  private final InterestModel model;
  private final ModelForm form;

  /**
   * Creates the form of a trained model.
   *
   * @param recipe recipe by which the model was created
   */
  public ServedForm(Recipe recipe, InterestModel model) {
    this.recipe = recipe;
    this.model = model;
    form = form(recipe, model.parameters());
  }

  /** Returns the architecture and its options. */
  public ModelForm form() {
    return form;
  }

  /**
   * Returns the sizes.
   *
   * @param items number of items in the vocabulary
   */
  public ModelSizes sizes(int items) {
    return new ModelSizes(
        items,
        recipe.dimension(),
        recipe.interests(),
        form.hasHidden() ? ((Number) recipe.options().get("hidden")).intValue() : 0,
        recipe.window());
  }

  /** Returns ε of the assignment's softmax; empty if the architecture has none. */
  public OptionalDouble temperature() {
    return form.hasTemperature()
        ? OptionalDouble.of(recipe.options(CmiOptions.class).temperature())
        : OptionalDouble.empty();
  }

  /**
   * Returns the tensors of the release by name, row-major. Parameters that the form has as numbers
   * (half-lives, κ, γ) or does not use are left out.
   */
  public Map<String, float[]> tensors(ModelSizes sizes) {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    model.parameters().forEach((name, tensor) -> tensors.put(name, Tensors.floats(tensor)));
    model.constants().forEach((name, tensor) -> tensors.put(name, Tensors.floats(tensor)));
    tensors.keySet().retainAll(form.tensors(sizes).keySet());
    return tensors;
  }

  private static ModelForm form(Recipe recipe, Map<String, Tensor> parameters) {
    return switch (recipe.model()) {
      case "cmi" -> cmi(recipe, parameters);
      case "comirec-dr" -> new ComiRecDrForm(recipe.options(ComiRecDrOptions.class).iterations());
      case "comirec-sa" -> new ComiRecSaForm();
      case "dssrec" -> {
        DssRecOptions options = recipe.options(DssRecOptions.class);
        yield new DssRecForm(options.blocks(), options.heads());
      }
      case "gru4rec" -> new Gru4RecForm();
      case "mind" -> new MindForm(recipe.options(MindOptions.class).iterations());
      case "octopus" -> new OctopusForm();
      default ->
          throw new IllegalArgumentException(
              "model: unknown \"%s\" (expected: one that Models creates)"
                  .formatted(recipe.model()));
    };
  }

  private static CmiForm cmi(Recipe recipe, Map<String, Tensor> parameters) {
    CmiOptions options = recipe.options(CmiOptions.class);
    CmiForm form = CmiForm.PAPER;
    if (options.assignment() == Assignment.HARD) {
      form = form.withHardAssignment();
    }
    if (options.recency() != Recency.NONE) {
      form = form.withHalfLives(halfLives(recipe.interests(), options, parameters));
    }
    if (options.fusion() == Fusion.CONTEXT) {
      form = form.withContext(context(options, parameters));
    }
    if (options.anchor() > 0) {
      form = form.withAnchor(options.anchor());
    }
    if (!options.general()) {
      form = form.withoutGeneral();
    }
    return options.bias() ? form.withBias() : form;
  }

  private static List<Double> halfLives(
      int interests, CmiOptions options, Map<String, Tensor> parameters) {
    Tensor logarithms = parameters.get(Cmi.HALF_LIVES);
    if (logarithms == null) {
      return Collections.nCopies(interests, options.halfLife());
    }
    float[] values = Tensors.floats(logarithms);
    Double[] halfLives = new Double[values.length];
    Arrays.setAll(halfLives, l -> Math.exp(values[l]));
    return List.of(halfLives);
  }

  private static CmiForm.Fusion.Context context(
      CmiOptions options, Map<String, Tensor> parameters) {
    double halfLife =
        switch (options.recency()) {
          case NONE -> Double.POSITIVE_INFINITY;
          case FIXED -> options.contextHalfLife();
          case LEARNT -> Math.exp(parameters.get(Cmi.CONTEXT_HALF_LIFE).item_double());
        };
    Tensor kappa = parameters.get(Cmi.KAPPA);
    Tensor gamma = parameters.get(Cmi.GAMMA);
    return new CmiForm.Fusion.Context(
        kappa == null ? options.kappa() : kappa.item_double(),
        gamma == null ? 0 : gamma.item_double(),
        halfLife);
  }
}
