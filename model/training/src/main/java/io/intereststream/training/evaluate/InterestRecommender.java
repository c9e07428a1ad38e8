package io.intereststream.training.evaluate;

import java.util.List;

/** A recommender that searches with several vectors of a viewer. */
public interface InterestRecommender extends Recommender {

  /** The same with the normalised mean of a history's interests as the only vector. */
  List<int[]> topByMean(List<int[]> histories, int count);

  /** How far a history's interests are apart: means over histories with at least two. */
  Likeness likeness(List<int[]> histories, int count);

  /** How many interests a history has, on average, without searching for any. */
  double meanActive(List<int[]> histories);

  /**
   * The same without interests that are nearly another's equal: heaviest first, an interest whose
   * cosine to one that is kept is at least {@code cosine} is not searched with.
   */
  InterestRecommender skipping(double cosine);

  /**
   * Likeness of interests.
   *
   * @param meanCosine between two interests of a viewer
   * @param meanOverlap share of their lists that is the same
   * @param meanActive interests of a viewer
   */
  record Likeness(double meanCosine, double meanOverlap, double meanActive) {}
}
