package io.intereststream.training.train;

import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.LossTerm;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Compute;
import io.intereststream.training.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** One step of training: loss, gradient, and the change of the weights. */
final class TrainingStep {
  private final InterestModel model;
  private final Adam adam;
  private final Recipe.Optimiser optimiser;
  private final long seed;

  /**
   * Creates the step from the parts that do not change during a run.
   *
   * @param seed seed of the run
   */
  TrainingStep(InterestModel model, Adam adam, Recipe.Optimiser optimiser, long seed) {
    this.model = model;
    this.adam = adam;
    this.optimiser = optimiser;
    this.seed = seed;
  }

  /**
   * Does one step.
   *
   * @param step number of steps done before
   * @return each loss term without its weight, and {@code total}, the weighted sum, computed with
   *     the weights before the step; if the total is not finite, the weights are useless after the
   *     step
   */
  Map<String, Double> run(long step, Batch batch) {
    return Tensors.scoped(() -> compute(step, batch));
  }

  private Map<String, Double> compute(long step, Batch batch) {
    // Only dropout uses this generator; the batch comes from a generator of its own.
    torch.manual_seed(Sampler.random(seed, step).nextLong());
    model.beforeStep();
    List<LossTerm> terms = Compute.mixed(() -> model.loss(batch.toTensors()));
    Tensor total = null;
    TensorVector values = new TensorVector();
    for (LossTerm term : terms) {
      Tensor part = term.gradient().mul(Tensors.scalar(term.weight()));
      total = total == null ? part : total.add(part);
      values.push_back(term.value().detach().view(1));
    }
    total.backward();
    adam.step(step + 1, optimiser.at(step));
    // All values are read together at the end, because a GPU is idle while a value is read.
    return named(terms, Tensors.floats(torch.cat(values)));
  }

  private static Map<String, Double> named(List<LossTerm> terms, float... values) {
    Map<String, Double> losses = new LinkedHashMap<>();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      losses.put(terms.get(i).name(), (double) values[i]);
      sum += terms.get(i).weight() * values[i];
    }
    losses.put("total", sum);
    return losses;
  }
}
