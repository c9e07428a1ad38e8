package io.intereststream.deploy.cli.train;

import io.intereststream.training.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options that say which model is trained and how. */
final class RecipeOptions {
  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = "cmi",
      description = "cmi, octopus, mind, comirec-dr, comirec-sa, dssrec or gru4rec.")
  private String model;

  @Option(
      names = "--preset",
      paramLabel = "PRESET",
      defaultValue = "default",
      description =
          "Of CMI. paper: as the paper's code; default: what measures best; distinct: interests"
              + " that are kept apart.")
  private String preset;

  @Option(
      names = "--set",
      paramLabel = "OPTION=VALUE",
      description =
          "Changes one option of the recipe, as options.general=false or sampling.negatives=500;"
              + " all of them are in the run's report.")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Option(names = "--steps", paramLabel = "N", description = "Steps at most; else the preset's.")
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
