package io.intereststream.training.evaluate;

import java.util.List;

/** Ranks all items for a history. */
public interface Recommender {

  /**
   * Returns a list of the best items for each history, the best first.
   *
   * @param histories items by their rows in the vocabulary, oldest first; no list contains an item
   *     of its history
   * @param count number of items in a list; a list is shorter if there are no more items
   */
  List<int[]> top(List<int[]> histories, int count);
}
