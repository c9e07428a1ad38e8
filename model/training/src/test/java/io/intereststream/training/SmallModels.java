package io.intereststream.training;

import io.intereststream.training.model.InterestModel;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Recipes of small models, and models with random tensors. */
public final class SmallModels {
  private static final double DEVIATION = 0.2;

  private SmallModels() {}

  /**
   * Returns a preset with other sizes.
   *
   * @param interests ignored by a preset with a single vector
   */
  public static Recipe recipe(String preset, int dimension, int window, int interests) {
    Recipe recipe =
        Recipe.preset(preset)
            .with("dimension", String.valueOf(dimension))
            .with("window", String.valueOf(window));
    return recipe.interests() == 1 ? recipe : recipe.with("interests", String.valueOf(interests));
  }

  /** Returns a recipe with another hidden size, if its model has one. */
  public static Recipe withHidden(Recipe recipe, int hidden) {
    return recipe.options().containsKey("hidden")
        ? recipe.with("options.hidden", String.valueOf(hidden))
        : recipe;
  }

  /** Adds random numbers to a model's parameters, so that none has its initial value 0 or 1. */
  public static void disturb(InterestModel model) {
    SplittableRandom random = new SplittableRandom(11);
    Map<String, float[]> values = new LinkedHashMap<>();
    model
        .parameters()
        .forEach(
            (name, tensor) -> {
              float[] of = Tensors.floats(tensor);
              for (int i = 0; i < of.length; i++) {
                of[i] += (float) (DEVIATION * random.nextGaussian());
              }
              values.put(name, of);
            });
    Tensors.assign(model.parameters(), values);
  }
}
