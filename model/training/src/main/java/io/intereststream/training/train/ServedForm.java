package io.intereststream.training.train;

import io.intereststream.model.encoder.cmi.CmiForm;
import io.intereststream.model.encoder.comirec.ComiRecSaForm;
import io.intereststream.model.encoder.dssrec.DssRecForm;
import io.intereststream.model.encoder.gru4rec.Gru4RecForm;
import io.intereststream.model.encoder.octopus.OctopusForm;
import io.intereststream.model.encoder.routing.ComiRecDrForm;
import io.intereststream.model.encoder.routing.MindForm;
import io.intereststream.model.release.ModelForm;
import io.intereststream.training.model.CmiOptions;
import io.intereststream.training.model.CmiOptions.Assignment;
import io.intereststream.training.model.CmiOptions.Fusion;
import io.intereststream.training.model.CmiOptions.Recency;
import io.intereststream.training.model.ComiRecDrOptions;
import io.intereststream.training.model.DssRecOptions;
import io.intereststream.training.model.MindOptions;
import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The form in which a trained model is served: what its recipe says and what it learnt. */
final class ServedForm {
  private final Recipe recipe;
  private final Map<String, Tensor> parameters;

  /** Takes a recipe and the parameters of a model that was made by it. */
  ServedForm(Recipe recipe, Map<String, Tensor> parameters) {
    this.recipe = recipe;
    this.parameters = parameters;
  }

  /** Returns the form. */
  ModelForm form() {
    return switch (recipe.model()) {
      case "cmi" -> cmi(recipe.options(CmiOptions.class));
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
              "model: %s (expected: one that can be served)".formatted(recipe.model()));
    };
  }

  private CmiForm cmi(CmiOptions options) {
    CmiForm form = CmiForm.PAPER;
    if (options.assignment() == Assignment.HARD) {
      form = form.withHardAssignment();
    }
    if (options.recency() != Recency.NONE) {
      form = form.withHalfLives(halfLives(options));
    }
    if (options.fusion() == Fusion.CONTEXT) {
      form = form.withContext(context(options));
    }
    if (options.anchor() > 0) {
      form = form.withAnchor(options.anchor());
    }
    if (!options.general()) {
      form = form.withoutGeneral();
    }
    return options.bias() ? form.withBias() : form;
  }

  private List<Double> halfLives(CmiOptions options) {
    Tensor logarithms = parameters.get("interest.half_life");
    if (logarithms == null) {
      return Collections.nCopies(recipe.interests(), options.halfLife());
    }
    float[] values = Tensors.floats(logarithms);
    Double[] halfLives = new Double[values.length];
    Arrays.setAll(halfLives, l -> Math.exp(values[l]));
    return List.of(halfLives);
  }

  private CmiForm.Fusion.Context context(CmiOptions options) {
    double halfLife =
        switch (options.recency()) {
          case NONE -> Double.POSITIVE_INFINITY;
          case FIXED -> options.contextHalfLife();
          case LEARNT -> Math.exp(parameters.get("context.half_life").item_double());
        };
    Tensor kappa = parameters.get("context.kappa");
    Tensor gamma = parameters.get("context.gamma");
    return new CmiForm.Fusion.Context(
        kappa == null ? options.kappa() : kappa.item_double(),
        gamma == null ? 0 : gamma.item_double(),
        halfLife);
  }
}
