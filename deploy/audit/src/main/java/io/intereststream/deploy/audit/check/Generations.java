package io.intereststream.deploy.audit.check;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the viewers whose update comes from an earlier start of the job: its generation is lower
 * than the highest generation that several viewers share. A generation that comes from the viewer's
 * own erasure or expiry does not count. A rebuild gives viewers with erasures generations a few ms
 * above that of the job's state, so generations within a second belong to one start.
 */
final class Generations {
  private static final int MOST = 100_000;
  private static final long ONE_START_MS = 1_000;

  private final Map<Long, Long> ofJobs = new HashMap<>();
  private final Map<Long, Long> own = new HashMap<>();

  /**
   * Adds the generation of a viewer's update.
   *
   * @param explained whether it comes from the viewer's own erasure or expiry
   */
  void add(long generation, boolean explained) {
    Map<Long, Long> viewers = explained ? own : ofJobs;
    viewers.merge(generation, 1L, Long::sum);
    if (viewers.size() > MOST) {
      viewers.values().removeIf(count -> count == 1);
    }
  }

  /** Returns the lowest generation of the current start; 0 if too few viewers have a common one. */
  long ofJob() {
    TreeMap<Long, Long> shared = new TreeMap<>(ofJobs);
    shared.values().removeIf(count -> count == 1);
    return shared.isEmpty() ? 0 : shared.lastKey() - ONE_START_MS;
  }

  /** Number of viewers with an update of an older generation. */
  long left() {
    return countBelow(ofJob(), ofJobs) + countBelow(ofJob(), own);
  }

  private static long countBelow(long generation, Map<Long, Long> viewers) {
    return viewers.entrySet().stream()
        .filter(entry -> entry.getKey() < generation)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
