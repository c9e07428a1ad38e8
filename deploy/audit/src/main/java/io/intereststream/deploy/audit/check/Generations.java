package io.intereststream.deploy.audit.check;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds how many viewers were left on the topic by a job that was begun earlier: those whose update
 * has a lower generation than the highest one that several viewers share. A generation that only
 * one viewer has comes from that viewer's erasure or expiry.
 */
final class Generations {
  private static final int MOST = 100_000;

  private final Map<Long, Long> viewers = new HashMap<>();

  void add(long generation) {
    viewers.merge(generation, 1L, Long::sum);
    if (viewers.size() > MOST) {
      viewers.values().removeIf(count -> count == 1);
    }
  }

  /** Number of viewers with an update of an older generation. */
  long left() {
    TreeMap<Long, Long> shared = new TreeMap<>(viewers);
    shared.values().removeIf(count -> count == 1);
    if (shared.isEmpty()) {
      return 0;
    }
    return viewers.entrySet().stream()
        .filter(entry -> entry.getKey() < shared.lastKey())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
