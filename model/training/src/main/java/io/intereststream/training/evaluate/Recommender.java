package io.intereststream.training.evaluate;

import java.util.List;

/** Ranks all items for a history. */
public interface Recommender {

  /**
   * Returns the best items of each history, best first.
   *
   * @param histories rows, oldest first; none of them is recommended
   * @param count items of each list; fewer where there are no more
   */
  List<int[]> top(List<int[]> histories, int count);
}
