package io.intereststream.training.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.model.fixture.Shared;
import io.intereststream.model.release.Safetensors;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.LossTerm;
import io.intereststream.training.model.Models;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Compute;
import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares losses, gradients and optimiser steps with those of the paper's own code. */
class GoldenTrainingTest {

  /** Our names of the tensors, and those of the paper's code. */
  private static final Map<String, String> NAMES =
      Map.of(
          "item.embedding", "item_embedding.weight",
          "category.embedding", "interest_embedding.weight",
          "general.gru.weight_ih", "gru_layers.weight_ih_l0",
          "general.gru.weight_hh", "gru_layers.weight_hh_l0",
          "general.projection.weight", "mlp.0.weight",
          "general.projection.bias", "mlp.0.bias");

  private static final List<String> TERMS =
      List.of("main_ce", "contrast_a2b", "contrast_b2a", "orth", "uniform");

  /** Runs on the CPU, or on a GPU with {@code -Dinterest.device=CUDA}. */
  @BeforeAll
  static void choose() {
    Compute.use(Compute.Where.valueOf(System.getProperty("interest.device", "CPU")), 1);
  }

  @ParameterizedTest
  @CsvSource({"m64x8, 0.01", "m32x4, 0.05"})
  void lossesGradientsAndTenStepsEqualThoseOfThePapersCode(String golden, double contrastive) {
    Safetensors expected = Safetensors.open(Shared.golden(golden + "/train_step.safetensors"));
    InterestModel model = model(golden, contrastive);
    Batch batch = batch(expected);
    Map<String, Double> losses = losses(model, batch);
    for (String term : TERMS) {
      assertThat(losses.get(term))
          .as(term)
          .isCloseTo(expected.doubles("loss." + term + ".f64")[0], within(1e-5));
    }
    assertGradients(model, expected);
    assertTenSteps(model, batch, expected);
  }

  @Test
  void theLearningRateRisesAndFalls() {
    Recipe.Optimiser optimiser = new Recipe.Optimiser(1, 10, 0.1, 0, 110);
    assertThat(optimiser.at(0)).isCloseTo(0.1, within(1e-12));
    assertThat(optimiser.at(9)).isCloseTo(1, within(1e-12));
    assertThat(optimiser.at(60)).isCloseTo(0.55, within(1e-12));
    assertThat(optimiser.at(110)).isCloseTo(0.1, within(1e-12));
  }

  private static void assertGradients(InterestModel model, Safetensors expected) {
    for (Map.Entry<String, Tensor> parameter : model.parameters().entrySet()) {
      float[] found = Tensors.floats(parameter.getValue().grad());
      double[] gradient = expected.doubles("grad." + NAMES.get(parameter.getKey()) + ".f64");
      double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < gradient.length; i++) {
        assertThat((double) found[i])
            .as("gradient of %s, entry %d", parameter.getKey(), i)
            .isCloseTo(gradient[i], within(1e-4 * largest));
      }
    }
  }

  private static void assertTenSteps(InterestModel model, Batch batch, Safetensors expected) {
    Adam adam = new Adam(model.parameters(), 1e-4);
    double[] trajectory = expected.doubles("loss_trajectory.f64");
    adam.step(1, 1e-3);
    assertParameters(model, expected, "after1.", 1e-5);
    for (int step = 2; step <= 10; step++) {
      double total = losses(model, batch).get("total");
      assertThat(total).as("total, step %d", step).isCloseTo(trajectory[step - 1], within(1e-4));
      adam.step(step, 1e-3);
    }
    assertParameters(model, expected, "after10.", 1e-4);
  }

  private static void assertParameters(
      InterestModel model, Safetensors expected, String prefix, double tolerance) {
    for (Map.Entry<String, Tensor> parameter : model.parameters().entrySet()) {
      float[] found = Tensors.floats(parameter.getValue());
      double[] values = expected.doubles(prefix + NAMES.get(parameter.getKey()) + ".f64");
      double worst =
          IntStream.range(0, values.length)
              .mapToDouble(i -> Math.abs(found[i] - values[i]))
              .max()
              .orElseThrow();
      assertThat(worst).as(prefix + parameter.getKey()).isLessThan(tolerance);
    }
  }

  /** Computes the loss terms, and the gradients of their total. */
  private static Map<String, Double> losses(InterestModel model, Batch batch) {
    model.beforeStep();
    Map<String, Double> losses = new HashMap<>();
    Tensor total = null;
    double sum = 0;
    for (LossTerm term : model.loss(batch.toTensors())) {
      losses.put(term.name(), term.value().item_double());
      sum += term.weight() * term.value().item_double();
      Tensor part = term.gradient().mul(Tensors.scalar(term.weight()));
      total = total == null ? part : total.add(part);
    }
    total.backward();
    losses.put("total", sum);
    return losses;
  }

  private static Batch batch(Safetensors golden) {
    long[] rows = golden.longs("rows_interleaved");
    int[] lengths = ints(golden.longs("row_len_interleaved"));
    int width = rows.length / lengths.length;
    int[][] items = new int[lengths.length][];
    for (int r = 0; r < lengths.length; r++) {
      items[r] = ints(Arrays.copyOfRange(rows, r * width, r * width + lengths[r]));
    }
    return new Batch(
        items,
        lengths,
        ints(golden.longs("positives_interleaved")),
        ints(golden.longs("negatives")),
        new int[0][]);
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  private static InterestModel model(String golden, double contrastive) {
    Safetensors weights = Safetensors.open(Shared.golden(golden + "/weights.safetensors"));
    int d = (int) weights.shape("item_embedding.weight")[1];
    int interests = (int) weights.shape("interest_embedding.weight")[0];
    Recipe recipe =
        Recipe.preset("cmi-paper")
            .with("dimension", String.valueOf(d))
            .with("interests", String.valueOf(interests))
            .with("options.hidden", String.valueOf(d))
            .with("options.contrastive", String.valueOf(contrastive));
    int items = (int) weights.shape("item_embedding.weight")[0];
    InterestModel model = Models.create(recipe, items, 1);
    Map<String, float[]> values = new LinkedHashMap<>();
    for (String name : model.parameters().keySet()) {
      values.put(name, weights.floats(NAMES.get(name)));
    }
    Tensors.assign(model.parameters(), values);
    return model;
  }
}
