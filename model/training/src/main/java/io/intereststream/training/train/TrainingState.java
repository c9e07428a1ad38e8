package io.intereststream.training.train;

import io.intereststream.training.model.InterestModel;
import io.intereststream.training.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The tensors that a run changes: the weights, Adam's moments, and the best weights so far. */
final class TrainingState {
  private final InterestModel model;
  private final Map<String, Tensor> best = new LinkedHashMap<>();
  private final Map<String, Map<String, Tensor>> groups = new LinkedHashMap<>();

  /**
   * Creates the state of a model and its optimiser; the best weights are those that the model has
   * now.
   */
  TrainingState(InterestModel model, Adam adam) {
    this.model = model;
    model
        .parameters()
        .forEach(
            (name, tensor) -> {
              Tensor copy = tensor.detach().clone();
              copy.retainReference();
              best.put(name, copy);
            });
    groups.put("weights", model.parameters());
    groups.put("first", adam.first());
    groups.put("second", adam.second());
    groups.put("best", best);
  }

  /** Returns all tensors by group and name, as a checkpoint has them. */
  Map<String, Map<String, Tensor>> groups() {
    return groups;
  }

  /** Copies the weights to the best weights. */
  void keepAsBest() {
    copy(model.parameters(), best);
  }

  /** Copies the best weights to the weights. */
  void restoreBest() {
    copy(best, model.parameters());
  }

  private static void copy(Map<String, Tensor> from, Map<String, Tensor> to) {
    Tensors.withoutGradient(
        () -> {
          to.forEach((name, tensor) -> tensor.copy_(from.get(name)));
          return null;
        });
  }

  /** Returns the first tensor with a value that is not finite, as group/name; null if all are. */
  String notFinite() {
    for (Map.Entry<String, Map<String, Tensor>> group : groups.entrySet()) {
      for (Map.Entry<String, Tensor> tensor : group.getValue().entrySet()) {
        if (!Tensors.scoped(() -> torch.isfinite(tensor.getValue()).all().item_bool())) {
          return group.getKey() + "/" + tensor.getKey();
        }
      }
    }
    return null;
  }
}
