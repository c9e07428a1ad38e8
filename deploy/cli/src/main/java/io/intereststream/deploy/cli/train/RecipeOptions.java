package io.intereststream.deploy.cli.train;

import io.intereststream.training.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options for the model and its training. */
final class RecipeOptions {
  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = "cmi",
      description =
          "Model to train: cmi, octopus, mind, comirec-dr, comirec-sa, dssrec or gru4rec.")
  private String model;

  @Option(
      names = "--preset",
      paramLabel = "PRESET",
      defaultValue = "default",
      description =
          "Preset of CMI's options: paper (as in the paper's code), default (the best"
              + " results) or distinct (interests that differ from each other).")
  private String preset;

  @Option(
      names = "--set",
      paramLabel = "OPTION=VALUE",
      showDefaultValue = Visibility.NEVER,
      description =
          "Change one option of the preset, such as options.general=false or"
              + " sampling.negatives=500. The report lists all options. Repeatable.")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Maximum number of steps. Default: that of the preset.")
  private Integer steps;

  /** Returns the recipe. */
  Recipe recipe() {
    Recipe recipe = Recipe.preset(model.equals("cmi") ? "cmi-" + preset : model);
    for (Map.Entry<String, String> change : changes.entrySet()) {
      recipe = recipe.with(change.getKey(), change.getValue());
    }
    return steps == null ? recipe : recipe.with("optimiser.steps", String.valueOf(steps));
  }
}
