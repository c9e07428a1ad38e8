package io.intereststream.training.train;

import io.intereststream.training.model.Cmi;
import io.intereststream.training.model.CmiOptions;
import io.intereststream.training.model.InterestModel;

/** Makes the model that a recipe names. */
public final class Models {
  private Models() {}

  /** Creates it with random tensors. */
  public static InterestModel create(Recipe recipe, int items, long seed) {
    return switch (recipe.model()) {
      case "cmi" ->
          new Cmi(
              items,
              recipe.dimension(),
              recipe.interests(),
              recipe.options(CmiOptions.class),
              seed);
      default ->
          throw new IllegalArgumentException(
              "model: \"%s\" (expected: cmi)".formatted(recipe.model()));
    };
  }
}
