package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.record.UpdateVector;
import java.util.Objects;

/**
 * Compares two updates that must have the same content. Components may differ by one step of their
 * format: the job may have computed them twice, with a small difference.
 */
final class UpdateContent {
  private UpdateContent() {}

  /** Returns the first difference in words; null if there is none. */
  static String difference(Update a, Update b) {
    if (!a.release().equals(b.release())) {
      return "release " + a.release() + " and " + b.release();
    }
    if (!Objects.equals(a.began(), b.began())) {
      return "began at " + a.began() + " and " + b.began();
    }
    if (a.historySize() != b.historySize()) {
      return "history_size " + a.historySize() + " and " + b.historySize();
    }
    if (a.interests().size() != b.interests().size()) {
      return a.interests().size() + " and " + b.interests().size() + " interests";
    }
    if (!near(a.general(), b.general())) {
      return "general";
    }
    for (int i = 0; i < a.interests().size(); i++) {
      Update.Interest one = a.interests().get(i);
      Update.Interest other = b.interests().get(i);
      if (one.category() != other.category()
          || !near(one.weight(), other.weight(), 0)
          || !near(one.vector(), other.vector())) {
        return "interest " + i;
      }
    }
    return null;
  }

  /** Whether two vectors, which may have different formats, are of the same components. */
  private static boolean near(UpdateVector a, UpdateVector b) {
    if (a.components().size() != b.components().size()) {
      return false;
    }
    for (int i = 0; i < a.components().size(); i++) {
      double step = Math.max(a.step(i), b.step(i));
      if (!near(a.components().get(i), b.components().get(i), step)) {
        return false;
      }
    }
    return true;
  }

  private static boolean near(float a, float b, double step) {
    // NaN differs from everything.
    return Math.abs((double) a - b) <= BucketCheck.TOLERANCE + step;
  }
}
