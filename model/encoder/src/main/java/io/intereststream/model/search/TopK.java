package io.intereststream.model.search;

/** The k rows with the highest scores so far: a binary heap with the lowest on top. */
final class TopK {

  private final int[] rows;
  private final float[] scores;
  private int size;

  TopK(int most) {
    rows = new int[most];
    scores = new float[most];
  }

  int size() {
    return size;
  }

  /** Returns the score that a row must exceed to be added. */
  float threshold() {
    return size < rows.length ? Float.NEGATIVE_INFINITY : scores[0];
  }

  int worstRow() {
    return rows[0];
  }

  float worstScore() {
    return scores[0];
  }

  /** Adds a row; if the heap is full, the row with the lowest score is dropped. */
  void add(int row, float score) {
    if (size == rows.length) {
      sink(0, row, score);
      return;
    }
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (!worse(row, score, parent)) {
        break;
      }
      rows[at] = rows[parent];
      scores[at] = scores[parent];
      at = parent;
    }
    rows[at] = row;
    scores[at] = score;
  }

  void removeWorst() {
    size--;
    sink(0, rows[size], scores[size]);
  }

  private void sink(int from, int row, float score) {
    int at = from;
    for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && worse(rows[child + 1], scores[child + 1], child)) {
        child++;
      }
      if (!worse(rows[child], scores[child], row, score)) {
        break;
      }
      rows[at] = rows[child];
      scores[at] = scores[child];
      at = child;
    }
    rows[at] = row;
    scores[at] = score;
  }

  private boolean worse(int row, float score, int at) {
    return worse(row, score, rows[at], scores[at]);
  }

  private static boolean worse(int row, float score, int otherRow, float otherScore) {
    return score < otherScore || score == otherScore && row > otherRow;
  }
}
