package io.intereststream.deploy.audit.check;

import java.util.ArrayList;
import java.util.List;

/** Counts mismatches and keeps the first of them as examples. */
public final class Mismatches {
  private static final int EXAMPLES = 10;

  private final List<String> examples = new ArrayList<>();
  private long count;

  /** Adds a mismatch. */
  public void add(String what) {
    count++;
    if (examples.size() < EXAMPLES) {
      examples.add(what);
    }
  }

  /** Number of mismatches. */
  public long count() {
    return count;
  }

  /** Descriptions of the first of them. */
  public List<String> examples() {
    return examples;
  }
}
