package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Update;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.serving.Release;
import java.util.ArrayList;
import java.util.List;

/** Compares updates with what the reference encoder of their release computes. */
final class UpdateComparison {
  private static final double TOLERANCE = BucketCheck.TOLERANCE;

  private final Release release;
  private List<String> faults = new ArrayList<>();
  private double largestDifference;

  UpdateComparison(Release release) {
    this.release = release;
  }

  /**
   * Compares an update.
   *
   * @param historySize entries of the viewer's history at the update's sequence number
   * @return the differences, none if the two are equal
   */
  List<String> compare(Update update, int historySize, Interests computed) {
    faults = new ArrayList<>();
    equal("history_size", update.historySize(), historySize);
    equal("interests", update.interests().size(), computed.count());
    if (!faults.isEmpty()) {
      return faults;
    }
    if (computed.count() == 0) {
      equal("general", update.general().size(), 0);
      return faults;
    }
    int d = release.dimension();
    near("general", update.general(), computed.general(), 0, release.form().general() ? d : 0);
    for (int i = 0; i < computed.count(); i++) {
      Update.Interest interest = update.interests().get(i);
      equal("interest " + i + " category", interest.category(), computed.categories()[i]);
      near("interest " + i + " weight", List.of(interest.weight()), computed.weights(), i, 1);
      near("interest " + i + " vector", interest.vector(), computed.vectors(), i * d, d);
    }
    return faults;
  }

  /** Largest difference of a component in all comparisons so far. */
  double largestDifference() {
    return largestDifference;
  }

  private void equal(String what, long found, long expected) {
    if (found != expected) {
      faults.add(what + ": " + found + " (expected: " + expected + ")");
    }
  }

  private void near(String what, List<Float> found, float[] expected, int from, int length) {
    equal(what + " length", found.size(), length);
    double largest = 0;
    for (int i = 0; i < Math.min(length, found.size()); i++) {
      double difference = Math.abs((double) found.get(i) - expected[from + i]);
      // NaN differs from everything.
      largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
    }
    largestDifference = Math.max(largestDifference, largest);
    if (largest > TOLERANCE) {
      faults.add(what + ": differs by " + largest + " (expected: at most " + TOLERANCE + ")");
    }
  }
}
