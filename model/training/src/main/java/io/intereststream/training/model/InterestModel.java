package io.intereststream.training.model;

import io.intereststream.error.InterestStreamException;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A model that turns histories into interests and is trained by gradients. Not thread-safe. */
public interface InterestModel {

  /**
   * Returns the trained tensors by their names in a release. Each call returns the same tensors, so
   * changing one changes the model.
   */
  Map<String, Tensor> parameters();

  /**
   * Returns the other tensors that a release needs, by their names in the release; they are not
   * trained.
   */
  default Map<String, Tensor> constants() {
    return Map.of();
  }

  /**
   * Brings the weights into the form that a step uses, outside the gradient. It must be called
   * before each step, and before the weights are validated or released.
   */
  default void beforeStep() {}

  /**
   * Encodes histories as they are served: without dropout.
   *
   * @return R rows, each with at most L interests of d components; see {@link Encoded}
   */
  Encoded encode(Histories histories);

  /**
   * Computes the terms of the loss.
   *
   * @param examples of one step
   * @throws InterestStreamException ({@code USAGE}) if the recipe's sampling does not give what the
   *     loss needs
   */
  List<LossTerm> loss(Examples examples);

  /** Returns the vectors that interests are multiplied with to score items, {@code [items, d]}. */
  Tensor itemVectors();

  /**
   * Returns the bias that is added to each item's score, {@code [items]}; null if there is none.
   */
  default Tensor itemBias() {
    return null;
  }

  /** Returns how items are found with the interests. */
  default Retrieval retrieval() {
    return Retrieval.BEST_INTEREST;
  }
}
