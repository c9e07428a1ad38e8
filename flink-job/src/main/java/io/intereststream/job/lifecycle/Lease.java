package io.intereststream.job.lifecycle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether this job may write to an update topic. It reads the lease records on the topic
 * for release events, in their order.
 *
 * <p>A job renews its lease every {@link #RENEW_MS}. A lease expires if it is not renewed for
 * {@link #EXPIRY_MS}. A new job waits until another job's lease is released or expires. If that
 * lease is renewed instead, the new job ends. Otherwise it writes its own first record, the claim.
 * For {@link #SETTLE_MS} after the claim, it still ends if another job turns out to have been
 * first. After that time it keeps running and reports other jobs.
 *
 * <p>A resumed job has the same holder as the state from which it resumes, so it takes over the
 * lease of the run that wrote this state immediately. Two runs of the same holder differ in their
 * instance. A single late record of the previous run does not count as a second job.
 */
final class Lease {
  /** Time between two records of a lease. */
  static final long RENEW_MS = 10_000;

  /** Time without a record after which a lease expires. */
  static final long EXPIRY_MS = 30_000;

  /**
   * At the start, a lease whose newest record is older than this has expired, even if the machines'
   * clocks differ by up to {@link #EXPIRY_MS}.
   */
  private static final long OLD_MS = 2 * EXPIRY_MS;

  /** Time after the claim during which another job may turn out to have been first. */
  private static final long SETTLE_MS = EXPIRY_MS + RENEW_MS;

  /** What to do now. */
  enum Step {
    /** Nothing. */
    NOTHING,
    /** Write a record of the lease. */
    WRITE,
    /** End the job: another job holds the lease. */
    END
  }

  private final String holder;
  private final String instance;
  private final Map<String, Rival> rivals = new LinkedHashMap<>();
  private boolean claimed;

  /** Whether the claim was read back; records read since then come after it. */
  private boolean claimRead;

  private long claimedAt;
  private long writtenAt;

  /** Another instance whose records were read. */
  private static final class Rival {
    LeaseNotice newest;
    long heardAt;
    int beforeClaim;
    int afterClaim;
    int sinceStart;
    boolean unseenAtClaim;
  }

  Lease(String holder, String instance) {
    this.holder = holder;
    this.instance = instance;
  }

  /** Takes the records that existed when this instance started. */
  void begin(List<LeaseNotice> history, long now) {
    for (LeaseNotice notice : history) {
      read(notice, notice.timestamp() < now - OLD_MS ? now - EXPIRY_MS : now);
    }
    rivals.values().forEach(rival -> rival.sinceStart = 0);
  }

  /** Takes the records that were written since the last call. */
  void read(List<LeaseNotice> notices, long now) {
    notices.forEach(notice -> read(notice, now));
  }

  private void read(LeaseNotice notice, long heardAt) {
    if (notice.instance().equals(instance)) {
      claimRead = true;
      return;
    }
    if (notice.released()) {
      rivals.remove(notice.instance());
      return;
    }
    Rival rival = rivals.computeIfAbsent(notice.instance(), key -> new Rival());
    rival.newest = notice;
    rival.heardAt = heardAt;
    rival.sinceStart++;
    if (claimRead) {
      rival.afterClaim++;
    } else {
      rival.beforeClaim++;
      rival.unseenAtClaim |= claimed;
    }
  }

  /** Whether there is a record of an earlier run of the same holder. */
  boolean continues() {
    return rivals.values().stream().anyMatch(rival -> isSameHolder(rival));
  }

  /** What to do now; call it after all records were read. */
  Step next(long now) {
    if (!claimed) {
      if (rivals.values().stream()
          .anyMatch(rival -> !isSameHolder(rival) && rival.sinceStart > 0)) {
        return Step.END;
      }
      boolean waits =
          rivals.values().stream().anyMatch(r -> !isSameHolder(r) && now - r.heardAt < EXPIRY_MS);
      return waits ? Step.NOTHING : Step.WRITE;
    }
    if (now - claimedAt < SETTLE_MS && rivals.values().stream().anyMatch(this::wasFirst)) {
      return Step.END;
    }
    return now - writtenAt >= RENEW_MS ? Step.WRITE : Step.NOTHING;
  }

  /** Notes that a record of this lease was written. */
  void written(long now) {
    if (!claimed) {
      claimed = true;
      claimedAt = now;
    }
    writtenAt = now;
  }

  /** Whether this job holds the lease. */
  boolean isHeld() {
    return claimed;
  }

  private boolean wasFirst(Rival rival) {
    return rival.unseenAtClaim && !isSameHolder(rival) || rival.beforeClaim > 0 && isAlive(rival);
  }

  /** Whether the rival wrote after the claim; the previous run may have sent one last record. */
  private boolean isAlive(Rival rival) {
    return rival.afterClaim > (isSameHolder(rival) ? 1 : 0);
  }

  private boolean isSameHolder(Rival rival) {
    return rival.newest.holder().equals(holder);
  }

  /** Number of other jobs known to write to the update topic. */
  int others(long now) {
    return (int)
        rivals.values().stream().filter(r -> isAlive(r) && now - r.heardAt < EXPIRY_MS).count();
  }

  /** The other job with the newest record; empty for none. */
  Optional<LeaseNotice> other() {
    return rivals.values().stream()
        .filter(rival -> claimed ? isAlive(rival) || wasFirst(rival) : !isSameHolder(rival))
        .reduce((one, two) -> two.heardAt >= one.heardAt ? two : one)
        .map(rival -> rival.newest);
  }
}
