package io.intereststream.training.model;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A model that is trained by gradients. Not thread-safe. */
public interface InterestModel {

  /** Returns the trained tensors by their names in a release; the same tensors at each call. */
  Map<String, Tensor> parameters();

  /** Returns tensors that a release needs besides, by their names in it; they never change. */
  default Map<String, Tensor> constants() {
    return Map.of();
  }

  /** Called before each step, outside the gradient. */
  default void beforeStep() {}

  /** Encodes histories as they are served, without dropout. */
  Encoded encode(Histories histories);

  /**
   * Computes the terms of the loss.
   *
   * @param examples of one step
   */
  List<LossTerm> loss(Examples examples);

  /** Returns what interests are multiplied with to score items, [items, d]. */
  Tensor itemVectors();

  /** Returns what is added to each item's score, [items]; null for nothing. */
  default Tensor itemBias() {
    return null;
  }

  /** Returns how items are found from interests. */
  default Retrieval retrieval() {
    return Retrieval.BEST_INTEREST;
  }
}
