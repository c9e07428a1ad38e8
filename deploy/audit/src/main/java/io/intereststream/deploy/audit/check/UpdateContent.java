package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Update;
import java.util.List;
import java.util.Objects;

/** Compares two updates that must have the same content. */
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
          || !near(List.of(one.weight()), List.of(other.weight()))
          || !near(one.vector(), other.vector())) {
        return "interest " + i;
      }
    }
    return null;
  }

  private static boolean near(List<Float> a, List<Float> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      // NaN differs from everything.
      if (!(Math.abs((double) a.get(i) - b.get(i)) <= BucketCheck.TOLERANCE)) {
        return false;
      }
    }
    return true;
  }
}
