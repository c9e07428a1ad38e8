package io.intereststream.training.model;

import io.intereststream.error.InterestStreamException;
import io.intereststream.training.recipe.Recipe;

/** Creates the model that a recipe names. */
public final class Models {

  private Models() {}

  /**
   * Creates a model with random weights.
   *
   * @param items number of items in the vocabulary
   * @param seed of the weights
   * @throws InterestStreamException ({@code USAGE}) if the recipe names an unknown model, or if an
   *     option is wrong
   */
  public static InterestModel create(Recipe recipe, int items, long seed) {
    int d = recipe.dimension();
    int interests = recipe.interests();
    int window = recipe.window();
    return switch (recipe.model()) {
      case "cmi" -> new Cmi(items, d, interests, recipe.options(CmiOptions.class), seed);
      case "comirec-dr" ->
          new ComiRecDr(items, d, interests, window, recipe.options(ComiRecDrOptions.class), seed);
      case "comirec-sa" ->
          new ComiRecSa(items, d, interests, window, recipe.options(ComiRecSaOptions.class), seed);
      case "dssrec" ->
          new DssRec(items, d, interests, window, recipe.options(DssRecOptions.class), seed);
      case "gru4rec" -> {
        if (interests != 1) {
          throw InterestStreamException.usage(
              "interests: %d (expected: 1, gru4rec has a single vector)".formatted(interests));
        }
        yield new Gru4Rec(items, d, recipe.options(Gru4RecOptions.class), seed);
      }
      case "mind" -> new Mind(items, d, interests, window, recipe.options(MindOptions.class), seed);
      case "octopus" ->
          new Octopus(items, d, interests, recipe.options(OctopusOptions.class), seed);
      default ->
          throw InterestStreamException.usage(
              "model: unknown \"%s\" (expected: one of cmi, comirec-dr, comirec-sa, dssrec, gru4rec, mind, octopus)"
                  .formatted(recipe.model()));
    };
  }
}
