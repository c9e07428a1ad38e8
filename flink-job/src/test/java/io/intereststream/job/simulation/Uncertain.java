package io.intereststream.job.simulation;

import io.intereststream.job.simulation.Quiet.Processed;
import java.util.List;

/**
 * For the viewer with events in several partitions: whether the update that a reader holds may come
 * from an abandoned run that processed the events in another order (rule 11). An erasure or a
 * rebuild makes it certain again.
 */
final class Uncertain {
  private List<Processed> before = List.of();
  private boolean uncertain;
  private int since;

  /** Forgets everything. */
  void clear() {
    before = List.of();
    uncertain = false;
  }

  /** Takes what a run has processed at its end. */
  void killed(List<Processed> processed) {
    uncertain = isUncertain(processed);
    before = List.copyOf(processed);
  }

  /** Takes what the next run has processed at its beginning. */
  void restored(List<Processed> processed) {
    int common = 0;
    while (common < processed.size()
        && common < before.size()
        && processed.get(common) == before.get(common)) {
      common++;
    }
    uncertain |= before.stream().skip(common).anyMatch(Uncertain::isOfRoamer);
    since = common;
  }

  boolean isUncertain(List<Processed> processed) {
    return uncertain
        && processed.stream()
            .skip(since)
            .noneMatch(each -> isOfRoamer(each) && each.record().topic().equals("viewer-erasures"));
  }

  private static boolean isOfRoamer(Processed each) {
    return each.record() != null && Producer.key(each.record()).equals(Producer.ROAMER);
  }
}
