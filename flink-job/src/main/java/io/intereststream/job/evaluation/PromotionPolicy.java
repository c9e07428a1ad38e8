package io.intereststream.job.evaluation;

import io.intereststream.schema.LiveFigures;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Adds up the online evaluation of all subtasks, and decides when a candidate or the previous
 * release is better than the active one.
 */
final class PromotionPolicy {
  /** The active release (version, epoch), and the release that is compared with it. */
  record Contest(String version, long epoch, String compared) {}

  private final boolean promotes;
  private final boolean rollsBack;
  private final int leastEvents;
  private final Map<Contest, PairedHits> contests = new HashMap<>();

  /**
   * @param promotes whether better candidates are promoted
   * @param rollsBack whether the job rolls back to a better previous release
   * @param leastEvents minimum number of evaluated events before an automatic promotion or rollback
   */
  PromotionPolicy(boolean promotes, boolean rollsBack, int leastEvents) {
    this.promotes = promotes;
    this.rollsBack = rollsBack;
    this.leastEvents = leastEvents;
  }

  /**
   * Takes a release event.
   *
   * @param withdrawn versions that were rolled back; they are not promoted again
   * @return the move to make now
   */
  Optional<AliasMover.Order> take(ReleaseEvent event, Set<String> withdrawn) {
    LiveFigures live = event.getLive();
    if (live == null || live.getCompared() == null) {
      return Optional.empty();
    }
    Contest contest = new Contest(event.getVersion(), event.getEpoch(), live.getCompared());
    PairedHits sum = contests.merge(contest, PairedHits.of(live), PairedHits::plus);
    boolean candidate = live.getCandidate();
    boolean allowed = candidate ? promotes && !withdrawn.contains(contest.compared) : rollsBack;
    return allowed && sum.events() >= leastEvents && sum.leastGain() > 0
        ? Optional.of(new AliasMover.Order(contest, sum, candidate))
        : Optional.empty();
  }

  /** The report of a move that was made; the caller sets its time. */
  static ReleaseEvent.Builder report(AliasMover.Done done) {
    AliasMover.Order order = done.order();
    Contest contest = order.contest();
    return event(
        order.promotes() ? ReleaseEventKind.PROMOTED : ReleaseEventKind.WITHDRAWN,
        order.promotes() ? contest.compared : contest.version,
        order.promotes() ? contest.version : done.now(),
        contest.epoch,
        order.hits());
  }

  /** An event of a kind that only a release change produces, for the warm-up. */
  static ReleaseEvent.Builder rehearsed() {
    return event(ReleaseEventKind.ACTIVATED, "none", "none", 0, new PairedHits(0, 0, 0, 0));
  }

  private static ReleaseEvent.Builder event(
      ReleaseEventKind kind, String version, String replaces, long epoch, PairedHits hits) {
    return ReleaseEvent.newBuilder()
        .setKind(kind)
        .setVersion(version)
        .setReplaces(replaces)
        .setEpoch(epoch)
        .setReason(hits.toString())
        .setDurationMs(0);
  }
}
