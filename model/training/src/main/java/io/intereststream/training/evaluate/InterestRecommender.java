package io.intereststream.training.evaluate;

import java.util.List;

/** A recommender that searches with the interests of a viewer. */
public interface InterestRecommender extends Recommender {

  /**
   * Returns the best items of each history, as {@link #top} does, but by the normalised mean of the
   * history's interests as the only vector.
   */
  List<int[]> topByMean(List<int[]> histories, int count);

  /**
   * Measures how similar the interests of a history are.
   *
   * @param count number of items in the list of each interest
   */
  Similarity similarity(List<int[]> histories, int count);

  /** Returns the mean number of active interests of a history. */
  double meanActive(List<int[]> histories);

  /**
   * Returns a recommender that leaves out interests that nearly equal a heavier one of the same
   * history.
   *
   * @param cosine two interests with at least this cosine count as nearly equal
   */
  InterestRecommender withoutNearEqual(double cosine);

  /**
   * Similarity of a viewer's interests, as means over viewers. The first two are means over the
   * viewers with at least two active interests, and 1 if there is no such viewer.
   *
   * @param meanCosine of two interests of a viewer
   * @param meanOverlap share of the items that the lists of two interests of a viewer have in
   *     common
   * @param meanActive number of active interests of a viewer
   */
  record Similarity(double meanCosine, double meanOverlap, double meanActive) {}
}
