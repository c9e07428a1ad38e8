/**
 * {@link io.intereststream.training.recipe.Recipe}: all options of a training run, and the presets.
 */
package io.intereststream.training.recipe;
