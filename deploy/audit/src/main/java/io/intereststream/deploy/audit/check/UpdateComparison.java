package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.record.UpdateVector;
import io.intereststream.deploy.audit.record.VectorFormat;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.serving.Release;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Compares updates with what the reference encoder of their release computes. The computed vectors
 * are first quantised to the update's format; then a component may differ by one step.
 */
final class UpdateComparison {
  private static final double TOLERANCE = BucketCheck.TOLERANCE;
  private static final double STEPS_OF_LARGEST = 127;

  /** Of the quotient that a scale is, in 32-bit floats, with room for another such rounding. */
  private static final double SCALE_ROUNDING = 0x1p-22;

  private final Release release;
  private final Map<VectorFormat, Double> largestDifferences = new EnumMap<>(VectorFormat.class);
  private List<String> faults = new ArrayList<>();

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
      equal("general length", update.general().components().size(), 0);
      return faults;
    }
    int d = release.dimension();
    near("general", update.general(), computed.general(), 0, release.form().general() ? d : 0);
    for (int i = 0; i < computed.count(); i++) {
      Update.Interest interest = update.interests().get(i);
      equal("interest " + i + " category", interest.category(), computed.categories()[i]);
      double difference = difference(interest.weight(), computed.weights()[i]);
      note(update.format(), difference);
      atMost("interest " + i + " weight", difference, TOLERANCE);
      near("interest " + i + " vector", interest.vector(), computed.vectors(), i * d, d);
    }
    return faults;
  }

  /**
   * Largest difference of a component that a reader decodes from what the reference encoder
   * computes, by the format of the update. So it includes what the format rounds.
   */
  Map<VectorFormat, Double> largestDifferences() {
    return largestDifferences;
  }

  private void note(VectorFormat format, double difference) {
    largestDifferences.merge(format, difference, Math::max);
  }

  private void equal(String what, long found, long expected) {
    if (found != expected) {
      faults.add(what + ": " + found + " (expected: " + expected + ")");
    }
  }

  private void atMost(String what, double difference, double allowed) {
    if (!(difference <= allowed)) {
      faults.add(what + ": differs by " + difference + " (expected: at most " + allowed + ")");
    }
  }

  private static double difference(double found, double expected) {
    double difference = Math.abs(found - expected);
    // NaN differs from everything.
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  private void near(String what, UpdateVector found, float[] computed, int from, int length) {
    equal(what + " length", found.components().size(), length);
    UpdateVector expected = Quantisation.of(found.format(), computed, from, length);
    // The largest components differ by at most the tolerance.
    atMost(
        what + " scale",
        difference(found.scale(), expected.scale()),
        TOLERANCE / STEPS_OF_LARGEST + expected.scale() * SCALE_ROUNDING);
    double worst = 0;
    double allowedOfWorst = 0;
    for (int i = 0; i < Math.min(length, found.components().size()); i++) {
      float component = found.components().get(i);
      note(found.format(), difference(component, computed[from + i]));
      double difference = difference(component, expected.components().get(i));
      double allowed = TOLERANCE + Math.max(found.step(i), expected.step(i));
      if (!(difference <= allowed) && difference > worst) {
        worst = difference;
        allowedOfWorst = allowed;
      }
    }
    atMost(what, worst, allowedOfWorst);
  }
}
