package io.intereststream.deploy.audit;

import java.util.ArrayList;
import java.util.List;

/** Counts mismatches and keeps the first of them as examples. */
final class Mismatches {
  private static final int EXAMPLES = 10;

  private final List<String> examples = new ArrayList<>();
  private long count;

  void add(String what) {
    count++;
    if (examples.size() < EXAMPLES) {
      examples.add(what);
    }
  }

  long count() {
    return count;
  }

  List<String> examples() {
    return examples;
  }
}
