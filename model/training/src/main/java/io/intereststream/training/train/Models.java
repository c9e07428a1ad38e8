package io.intereststream.training.train;

import io.intereststream.error.InterestStreamException;
import io.intereststream.training.model.Cmi;
import io.intereststream.training.model.CmiOptions;
import io.intereststream.training.model.ComiRecDr;
import io.intereststream.training.model.ComiRecDrOptions;
import io.intereststream.training.model.ComiRecSa;
import io.intereststream.training.model.ComiRecSaOptions;
import io.intereststream.training.model.DssRec;
import io.intereststream.training.model.DssRecOptions;
import io.intereststream.training.model.Gru4Rec;
import io.intereststream.training.model.Gru4RecOptions;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.Mind;
import io.intereststream.training.model.MindOptions;
import io.intereststream.training.model.Octopus;
import io.intereststream.training.model.OctopusOptions;

/** Makes the model that a recipe names. */
public final class Models {

  private Models() {}

  /**
   * Creates a model with random tensors.
   *
   * @param items rows of the vocabulary
   * @param seed of the tensors
   * @throws InterestStreamException when the recipe names no model or its options do not fit
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
              "model: no \"%s\" (expected one of: cmi, comirec-dr, comirec-sa, dssrec, gru4rec, mind, octopus)"
                  .formatted(recipe.model()));
    };
  }
}
